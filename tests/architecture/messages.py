"""Find every sentence that a room shows through gettext, and compare with that room's Dutch catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import house
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

Key = tuple[str, str | None]
PLAIN = {"gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b(.*?)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
TAG = re.compile(r"\{%\s*trans(?:late)?\s+(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')(.*?)%\}", re.DOTALL)
UNDERSCORE = re.compile(r"(?<![\w.])_\((\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\)")
CONTEXT_WORD = re.compile(r"\bcontext\s+(\"[^\"]*\"|'[^']*')")
COMMENT = re.compile(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}", re.DOTALL)
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")


def in_template(text: str) -> Iterator[Key]:
    """Yield (msgid, context) of each translate tag, blocktranslate tag and `_()` in a template."""
    text = COMMENT.sub("", text)
    for block in BLOCK.finditer(text):
        head, body = block.groups()
        for part in re.split(r"\{%\s*plural\s*%\}", body):
            yield _block_text(part, trimmed="trimmed" in head.split()), _context(head)
    outside = BLOCK.sub("", text)
    for tag in TAG.finditer(outside):
        yield _unquoted(tag.group(1)).replace("%", "%%"), _context(tag.group(2))
    for call in UNDERSCORE.finditer(outside):
        yield _unquoted(call.group(1)), None


def _unquoted(literal: str) -> str:
    return literal[1:-1].replace("\\" + literal[0], literal[0])


def _context(head: str) -> str | None:
    found = CONTEXT_WORD.search(head)
    return _unquoted(found.group(1)) if found else None


def _block_text(body: str, *, trimmed: bool) -> str:
    escaped = body.replace("%", "%%")
    named = re.sub(r"\{\{\s*(\w[\w.]*)[^}]*\}\}", r"%(\1)s", escaped)
    return " ".join(line.strip() for line in named.strip().splitlines() if line.strip()) if trimmed else named


def in_python(source: str) -> Iterator[Key]:
    """Yield (msgid, context) of each gettext call with literal text; names follow the module's own imports."""
    tree = ast.parse(source)
    local = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = local.get(node.func.id, "") if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        if called in PLAIN and texts and isinstance(texts[0], str):
            yield texts[0], None
        elif called in PLURAL and len(texts) > 1:
            yield from ((text, None) for text in texts[:2] if isinstance(text, str))
        elif called in CONTEXT and len(texts) > 1 and isinstance(texts[0], str) and isinstance(texts[1], str):
            yield texts[1], texts[0]


def used_in(room: Path) -> set[Key]:
    """Return every sentence that the templates and modules below `room` show."""
    keys: set[Key] = set()
    for path in room.rglob("*"):
        if path.suffix in {".html", ".txt"} and "templates" in path.parts:
            keys.update(in_template(path.read_text(encoding="utf-8")))
        elif path.suffix == ".py":
            keys.update(in_python(path.read_text(encoding="utf-8")))
    return keys


def catalogue_of(room: Path) -> Catalog | None:
    """Return the room's Dutch catalogue, or None where it has none."""
    path = room / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale="nl", abort_invalid=True)


def known_to(catalogue: Catalog | None) -> set[Key]:
    """Return every msgid, plural forms included, of a catalogue."""
    if catalogue is None:
        return set()
    return {
        (text, message.context)
        for message in catalogue
        if message.id
        for text in (message.id if isinstance(message.id, tuple | list) else (message.id,))
    }


def faults(catalogue: Catalog) -> list[str]:
    """Complain about entries that are untranslated, fuzzy, or lose a placeholder."""
    complaints = []
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        answers = message.string if isinstance(message.string, tuple | list) else (message.string,)
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        if message.fuzzy or not all(answers):
            complaints.append(f"{ids[0]!r} is not translated")
        elif set(PLACEHOLDER.findall(answers[-1])) != wanted:
            complaints.append(f"{ids[0]!r} and its translation differ in their placeholders")
    return complaints


def rooms() -> list[Path]:
    """Return the packages of the product."""
    return sorted(path.parent for path in house.SOURCE.glob("*/__init__.py"))
