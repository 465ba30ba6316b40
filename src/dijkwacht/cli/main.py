import gc
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version

import typer

from dijkwacht.cli import django
from dijkwacht.cli.commands import COMMANDS, Mounted
from dijkwacht.kernel.errors import DijkwachtError

WRONG_USE = 2


def run() -> None:
    """Run the command typed; the process ends with 0 done, 1 found something, 2 wrong use, 3 could not judge."""
    sys.exit(_dispatch(sys.argv[1:]))


def _dispatch(words: Sequence[str]) -> int:
    if not words or words[0] in {"--help", "-h", "help"}:
        _say_commands()
        return 0 if words else WRONG_USE
    if words[0] == "--version":
        print(version("dijkwacht"))  # noqa: T201 - the answer that was asked for
        return 0
    mounted = COMMANDS.get(words[0])
    if mounted is None:
        near = get_close_matches(words[0], COMMANDS, 1)
        hint = f"did you mean {near[0]}?" if near else "dijkwacht --help lists what there is."
        sys.stderr.write(f"dijkwacht: there is no command {words[0]}; {hint}\n")
        return WRONG_USE
    return _run(words[0], mounted, words[1:])


def _run(name: str, mounted: Mounted, words: Sequence[str]) -> int:
    try:
        with ExitStack() as stack:
            if mounted.needs_django(words):
                if "--help" not in words:
                    from dijkwacht.cli import surroundings  # noqa: PLC0415 - plain commands load no database driver

                    stack.enter_context(surroundings.database())
                django.start()
            _app(mounted.target)(args=list(words), prog_name=f"dijkwacht {name}")
    except DijkwachtError as foreseen:
        sys.stderr.write(f"dijkwacht {name}: {f'{foreseen.number} ' if foreseen.number else ''}{foreseen}\n")
        return WRONG_USE
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


def _app(target: str) -> typer.Typer:
    module, attribute = target.split(":")
    gc.disable()  # what modules are made of stays: to look through it for rubbish takes a tenth of the start
    try:
        found = getattr(import_module(module), attribute)
    finally:
        gc.enable()
        gc.freeze()
    if isinstance(found, typer.Typer):
        app = found
    else:
        app = typer.Typer(add_completion=False)
        app.command()(found)
    app.pretty_exceptions_enable = False  # it prints local values: passwords and names would stand in a log
    return app


def _say_commands() -> None:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {mounted.help}" for name, mounted in COMMANDS.items()]
    print("Use: dijkwacht COMMAND [--help]\n", *lines, sep="\n")  # noqa: T201 - the answer that was asked for


if __name__ == "__main__":
    run()
