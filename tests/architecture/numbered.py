"""Find the numbered faults that `dijkwacht check` and the start can name, with what to do."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import house


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One numbered fault: what was found and what to do, with an ellipsis where a value stands."""

    number: str
    found: str
    remedy: str


def faults() -> list[Fault]:
    """Return every numbered fault of the product, by number."""
    return sorted({fault for path in house.source_modules() for fault in in_module(path.read_text(encoding="utf-8"))})


def in_module(source: str) -> Iterator[Fault]:
    """Yield the faults that a module numbers: errors with a `number`, and calls of `problem` and `remark`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            yield from _of_class(node)
        elif isinstance(node, ast.FunctionDef):
            yield from _of_function(node)


def _of_class(node: ast.ClassDef) -> Iterator[Fault]:
    for item in node.body:
        match item:
            case ast.Assign(targets=[ast.Name(id="number")], value=ast.Constant(value=str(number))) if number:
                yield Fault(number, (ast.get_docstring(node) or "").splitlines()[0], "The message says it.")


def _of_function(node: ast.FunctionDef) -> Iterator[Fault]:
    named = [
        (item.lineno, target.id, item.value)
        for item in ast.walk(node)
        if isinstance(item, ast.Assign)
        for target in item.targets
        if isinstance(target, ast.Name)
    ]
    named.sort(key=lambda one: one[0])
    for item in ast.walk(node):
        match item:
            case ast.Call(
                func=ast.Name(id="problem" | "remark" as gravity), args=[ast.Constant(value=int(number)), found, remedy]
            ):
                letter = "E" if gravity == "problem" else "W"
                said = {name: value for line, name, value in named if line < item.lineno}
                yield Fault(f"dijkwacht.{letter}{number:03d}", words(found, said), words(remedy, said))


def words(node: ast.expr, said: dict[str, ast.expr]) -> str:
    """Return the text of an expression as people would see it, with an ellipsis for each value."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(words(part, said) for part in parts)
        case ast.Name(id=name) if name in said:
            return words(said[name], said)
    return "…"
