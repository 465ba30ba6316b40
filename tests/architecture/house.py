"""The house rules that no linter knows, as pure functions from source text to complaints.

Every function answers with a list of sentences, empty when the rule is kept, so that the same function is applied to
the tree and, in the tests beside it, to a snippet that breaks the rule.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "dijkwacht"
LONGEST_MODULE = 500
LONGEST_FUNCTION = 60
MOST_INNER_IMPORTS = 5
CUPBOARDS = {"utils", "util", "helpers", "helper", "common", "base", "misc", "shared", "tools", "stuff"}
LAZY_TABLES = ("cli/",)
POSTING_FORM = re.compile(r"<form\b(?=[^>]*\bmethod\s*=\s*[\"']?post\b).*?</form>", re.DOTALL | re.IGNORECASE)
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def tracked(*suffixes: str) -> list[Path]:
    """Return the files that belong to the project, tracked or about to be, with one of `suffixes` (all when none)."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def source_modules() -> list[Path]:
    """Return the modules of the product."""
    return sorted(SOURCE.rglob("*.py"))


def shown(path: Path) -> str:
    """Return the path as people know it."""
    return path.relative_to(ROOT).as_posix()


def functions_of(tree: ast.AST) -> Iterator[FunctionNode]:
    """Yield every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, FunctionNode))


def too_long_module(source: str) -> list[str]:
    """Complain about a module over the limit."""
    lines = len(source.splitlines())
    return [f"{lines} lines, at most {LONGEST_MODULE}"] if lines > LONGEST_MODULE else []


def too_long_functions(source: str) -> list[str]:
    """Complain about functions over the limit, docstring included."""
    return [
        f"line {node.lineno}: {node.name} has {length} lines, at most {LONGEST_FUNCTION}"
        for node in functions_of(ast.parse(source))
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]


def inner_imports(source: str) -> list[int]:
    """Return the lines of imports that hide inside functions."""
    return sorted(
        {
            inner.lineno
            for node in functions_of(ast.parse(source))
            for inner in ast.walk(node)
            if isinstance(inner, ast.Import | ast.ImportFrom)
        }
    )


def inner_imports_without_reason(source: str) -> list[str]:
    """Complain about imports inside functions whose line, or the line above, gives no reason."""
    lines = source.splitlines()
    complaints = []
    for number in inner_imports(source):
        own, above = lines[number - 1], lines[number - 2].strip()
        after = own.partition("#")[2].strip()
        has_reason = bool(re.sub(r"^noqa: [A-Z0-9, ]+", "", after).strip(" -:")) or above.startswith("#")
        if not has_reason:
            complaints.append(f"line {number}: an import inside a function gives its reason in a comment")
    return complaints


def cupboards(path: Path) -> list[str]:
    """Complain about names that say nothing of what is inside."""
    stems = {part.removesuffix(".py") for part in path.parts}
    return [f"{name}: a cupboard; name the noun" for name in sorted(stems & CUPBOARDS)]


def bare_noqa(source: str) -> list[str]:
    """Complain about a noqa without its rule and its reason."""
    complaints = []
    for number, line in enumerate(source.splitlines(), start=1):
        mark = re.search(r"#\s*(?:ruff:\s*)?noqa\b(.*)", line)
        if mark and not re.match(r": [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)* {1,2}(-|#) .{4,}", mark.group(1)):
            complaints.append(f"line {number}: noqa carries the rule and a reason: `# noqa: X123 - because ...`")
    return complaints


def bare_ignores(source: str) -> list[str]:
    """Complain about a type: ignore without its code; mypy says so too, but only where mypy runs."""
    return [
        f"line {number}: type: ignore carries its code"
        for number, line in enumerate(source.splitlines(), start=1)
        if re.search(r"#\s*type:\s*ignore(?!\[)", line)
    ]


def behind_your_back(source: str) -> list[str]:
    """Complain about signals, save overrides, default ordering, the admin and model forms."""
    complaints = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith(("django.contrib.admin", "django.dispatch")):
                complaints.append(f"line {node.lineno}: {module} has no place here")
            case ast.ImportFrom(module=str(module)) if module.endswith(".signals"):
                complaints.append(f"line {node.lineno}: no signals; call the service")
            case ast.FunctionDef(name="save" | "delete", args=ast.arguments(args=[ast.arg(arg="self"), *_])):
                complaints.append(f"line {node.lineno}: {node.name} is not overridden; services write")
            case ast.ClassDef(name="Meta") if any(_assigns(item, "ordering") for item in node.body):
                complaints.append(f"line {node.lineno}: no default ordering; a selector orders")
            case ast.Attribute(attr="ModelForm") | ast.Name(id="ModelForm"):
                complaints.append(f"line {node.lineno}: no model forms; a service writes")
    return complaints


def _assigns(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)


def outside_the_standard_library(source: str, allowed: frozenset[str]) -> list[str]:
    """Complain about imports of anything but `allowed` top-level names; for kernel and domain code."""
    complaints = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom(level=0, module=str(module)):
                names = [module]
            case _:
                continue
        complaints += [
            f"line {node.lineno}: {name} is not of the standard library"
            for name in names
            if name.split(".")[0] not in allowed
        ]
    return complaints


def half_sentences(source: str) -> list[str]:
    """Complain about a Text whose literal Dutch or English is missing while the other is there."""
    complaints = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"):
            continue
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        empty = [isinstance(part, ast.Constant) and part.value == "" for part in parts]
        if len(parts) != 2 or (any(empty) and not all(empty)):
            complaints.append(f"line {node.lineno}: a Text has both a Dutch and an English sentence")
    return complaints


def inline_code(template: str) -> list[str]:
    """Complain about what our content security policy would block in a template."""
    checks = {
        r"<style\b": "a style element",
        r"\sstyle\s*=": "a style attribute",
        r"<script\b(?![^>]*\bsrc=)": "an inline script",
        r"\son[a-z]+\s*=\s*[\"']": "an event attribute",
        r"javascript:": "a javascript address",
        r"\b(?:src|href)\s*=\s*[\"']https?://[^\"']+\.(?:js|css|woff2?|png|jpe?g|svg)\b": "a file from elsewhere",
    }
    bare = re.sub(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", "", template, flags=re.DOTALL)
    return [
        f"line {bare.count(chr(10), 0, hit.start()) + 1}: {what}"
        for pattern, what in checks.items()
        for hit in re.finditer(pattern, bare)
    ]


def unguarded_forms(template: str) -> list[str]:
    """Complain about forms that post without the token against forged requests."""
    return [
        f"line {template.count(chr(10), 0, hit.start()) + 1}: a form that posts carries csrf_token"
        for hit in re.finditer(
            r"<form\b(?=[^>]*\bmethod\s*=\s*[\"']?post\b).*?</form>", template, re.DOTALL | re.IGNORECASE
        )
        if "{% csrf_token %}" not in hit.group()
    ]
