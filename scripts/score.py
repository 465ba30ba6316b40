"""Print the figures of the house: sizes of modules and functions, tests per line of source, comments, inner imports."""

import ast
from io import StringIO
from pathlib import Path
from statistics import median
from tokenize import COMMENT, generate_tokens

ROOT = Path(__file__).parents[1]
LONG_FUNCTION = 50


def modules(folder: str) -> dict[Path, str]:
    """Return the Python files of a folder with their text, migrations apart."""
    files = (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)
    return {path: text for path in files if (text := path.read_text(encoding="utf-8")).strip()}


def functions(sources: dict[Path, str]) -> dict[str, int]:
    """Return each function's length in lines, under its file and line."""
    return {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path, text in sources.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def comment_lines(text: str) -> int:
    """Count the comments of a module, those that speak to a linter apart."""
    tokens = generate_tokens(StringIO(text).readline)
    return sum(token.type == COMMENT and not token.string.startswith(("# no" + "qa", "# type:")) for token in tokens)


def main() -> None:
    """Print one figure a line, and the three longest of what has a limit."""
    source, tests = modules("src/dijkwacht"), modules("tests")
    sizes = {str(path.relative_to(ROOT)): len(text.splitlines()) for path, text in source.items()}
    lengths = functions(source)
    total, tested = sum(sizes.values()), sum(len(text.splitlines()) for text in tests.values())
    long = sum(length > LONG_FUNCTION for length in lengths.values())
    comments = sum(map(comment_lines, source.values()))
    print(
        f"modules                     {len(sizes):6}   median {median(sizes.values()):.0f} lines (aim <= 90, limit 500)"
    )
    print(
        f"lines of source             {total:6}   of tests {tested}, tests : source {tested / total:.2f} (aim 1.4-2.0)"
    )
    share = 100 * long / len(lengths)
    print(f"functions                   {len(lengths):6}   over 50 lines {long} = {share:.1f} % (aim <= 2)")
    print(f"comment lines               {comments:6}   one in {total // max(comments, 1)} lines (aim about one in 20)")
    for title, found in (("longest modules", sizes), ("longest functions", lengths)):
        print(f"{title}:")
        for name, size in sorted(found.items(), key=lambda one: -one[1])[:3]:
            print(f"  {size:4}  {name}")


if __name__ == "__main__":
    main()
