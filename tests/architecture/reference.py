"""Writes docs/reference from the code: `.venv/bin/python tests/architecture/reference.py`.

test_reference_docs.py compares the pages with what this module generates, so that they cannot lie.
"""

import ast
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
import house
import numbered
import typer

from dijkwacht.cli import django
from dijkwacht.cli.commands import COMMANDS
from dijkwacht.disclosure.domain import RULES
from dijkwacht.journal.domain.kind import RETENTION_YEARS, Field, FieldType, Kind
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.kernel.labels import Label
from dijkwacht.web import environment

FOLDER = house.ROOT / "docs" / "reference"
HOW = "Generated from the code by `.venv/bin/python tests/architecture/reference.py`; do not edit by hand."

GENERATED = [
    "README.md",
    "entry-kinds.md",
    "disclosure-rules.md",
    "settings.md",
    "checks.md",
    "command-line.md",
    "api.md",
    "openapi-v1.json",
]

MISSING = "Not there yet."

SETTINGS = {
    "DATABASE_URL": "Where PostgreSQL is, as the application role. Absent: the embedded server is used.",
    "DATABASE_OWNER_URL": "The same database as the role that owns the tables; only migrating asks for it.",
    "PUBLIC_URL": "The address people type. Hosts, CSRF, cookies and HSTS follow from it.",
    "DIJKWACHT_API_PER_MINUTE": "How many requests a token may make in a minute at each web process; 600 by default.",
    "DIJKWACHT_HOOK_NETWORKS": "Networks that are not public and may get messages to programs all the same.",
    "DIJKWACHT_DATABASE_POOL": "Whether each process keeps a pool of connections; the application role does.",
    "DIJKWACHT_DATABASE_ROLE": "Which of the two database addresses is used; the commands set it themselves.",
    "DIJKWACHT_DEBUG": "Django's error pages with code and values. Never where others can reach it.",
    "DIJKWACHT_DEMO": "Marks every page as an exercise.",
    "DIJKWACHT_EVIDENCE_S3": "The bucket for evidence: `https://KEY-ID@HOST/BUCKET/PREFIX?region=REGION`. Else files. "
    "The record's own files stay on the disk.",
    "DIJKWACHT_EVIDENCE_S3_KEY": "The secret that belongs to the key of that bucket.",
    "DIJKWACHT_EVIDENCE_GIB": "How much evidence each organisation may keep in the evidence room; 200 GiB by default.",
    "DIJKWACHT_LOG_LEVEL": "From which gravity on lines are logged.",
    "DIJKWACHT_MAIL_FROM": "The sender of mail.",
    "DIJKWACHT_MAIL_URL": "The mail server: `smtp://`, `smtp+starttls://` or `smtps://`. Absent: mail becomes files.",
    "DIJKWACHT_OIDC_CLIENT": "The name by which the provider of single sign-on knows this program.",
    "DIJKWACHT_OIDC_NAME": "What the button for single sign-on says.",
    "DIJKWACHT_OIDC_SECRET": "What this program proves itself with to that provider.",
    "DIJKWACHT_OIDC_URL": (
        "The provider's address (OpenID Connect, its discovery document lies below it). Absent: local sign-in only."
    ),
    "DIJKWACHT_PROBE_NETWORKS": "Networks besides public addresses that may be checked from here, as 192.0.2.0/24,...",
    "DIJKWACHT_PROBE_PLACE": "What this machine is called as a place of checks. Absent: nothing is checked from here.",
    "DIJKWACHT_PROBE_SIDE": "Whether this machine stands outside or inside the front doors it checks.",
    "DIJKWACHT_PROVIDER_CA": "Certificates to believe when fetching from CSAF providers, instead of the system's.",
    "DIJKWACHT_PROVIDER_NETWORKS": "Networks besides public addresses that may be fetched from, as 10.1.0.0/16,...",
    "DIJKWACHT_PHONE": "The number that people call when the pages cannot answer; shown on error pages.",
    "DIJKWACHT_PROXIES": "How many proxies stand in front and are trusted to say who asks.",
    "DIJKWACHT_SECOND_FACTOR": (
        "Whether people of a desk or the national desk are reminded of a second factor or cannot go on without one."
    ),
    "DIJKWACHT_SECRET_KEY": "Signs sessions and tokens. Made by itself where the embedded database is used.",
    "DIJKWACHT_STATE": "The folder for keys, evidence, collected files; as root one below `/var/lib/dijkwacht`.",
    "DIJKWACHT_WITNESS_FILE": "Where the day's tree head is written for a witness; best on another machine.",
    "DIJKWACHT_WITNESS_MAIL": "To whom the day's tree head is mailed.",
}

ABOUT_KINDS = (
    "A kind and its schema number are never edited once shipped; a new number is added. *Removable* fields hold"
    " personal or free text, lie outside the hash and can be removed by law. *Term* is how long they are kept:"
)
ABOUT_RULES = (
    "A fact may be seen when at least one rule holds: the viewer stands in this relation to it, and its label and"
    " what it is about are listed. Without *content* only typed values go along, no free text."
)
ABOUT_SETTINGS = (
    "Read from the environment once, at the start. A name that begins with `DIJKWACHT_` and means nothing, or a"
    " value that cannot be, stops the start. Names marked *file* may be given as a file instead, by the same name"
    " with `_FILE` behind it."
)
ABOUT_COMMANDS = (
    "Exit codes: 0 done (for checks: nothing wrong), 1 the check found something, 2 wrong use or unreadable input,"
    " 3 could not judge. `--json` puts JSON on stdout and nothing else; words for people go to stderr."
)


def pages() -> dict[str, str]:
    """Return the text of every generated page by its file name; Django must be ready."""
    import api_releases  # noqa: PLC0415 - the API reads the settings when it is imported

    return {
        "README.md": index(),
        "entry-kinds.md": entry_kinds(),
        "disclosure-rules.md": disclosure_rules(),
        "settings.md": settings(),
        "checks.md": checks(),
        "command-line.md": command_line(),
        "api.md": page("API", "What programs can ask and record, with a token.", api_releases.lines()),
        "openapi-v1.json": api_releases.text(),
    }


def index() -> str:
    """The list of pages: these, and those that other people or `make trace` write."""
    others = sorted(path for path in FOLDER.glob("*.md") if path.name not in GENERATED)
    return page(
        "Reference",
        "What the code says about itself, compared with it by a test.",
        [
            "- [Entry kinds](entry-kinds.md): what may stand in the record, in words, with its terms",
            "- [Disclosure rules](disclosure-rules.md): who may be told what, and why",
            "- [Settings](settings.md): the environment variables",
            "- [Checks](checks.md): what may be wrong with an installation, by number, and what to do",
            "- [Command line](command-line.md): what people and scripts type",
            "- [API](api.md): what programs can ask; [OpenAPI](openapi-v1.json)",
            *(f"- [{title_of(path)}]({path.name})" for path in others),
        ],
    )


def title_of(path: Path) -> str:
    """Return the first heading of a page."""
    first = path.read_text(encoding="utf-8").splitlines()[:1]
    return first[0].lstrip("# ").strip() if first else path.stem


def page(title: str, lead: str, lines: list[str]) -> str:
    """Lay out one page."""
    return "\n".join([f"# {title}", "", lead, "", HOW, "", *lines]).rstrip() + "\n"


def cell(text: object) -> str:
    """Return text fit for a cell of a table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def row(*cells: object) -> str:
    """Return one row of a table."""
    return "| " + " | ".join(cell(one) for one in cells) + " |"


def table(*heads: str) -> list[str]:
    """Return the head of a table."""
    return [row(*heads), "|" + "---|" * len(heads)]


def described(field: Field) -> str:
    """Return one field of a payload in words."""
    kind = "/".join(field.choices) if field.type is FieldType.CHOICE else str(field.type)
    marks = [word for word, holds in (("optional", not field.required), ("removable", field.removable)) if holds]
    return f"`{field.name}` ({', '.join([kind, *marks])})"


def entry_kinds() -> str:
    """The catalogue of the journal."""
    lines = [
        ABOUT_KINDS,
        "",
        *(f"- `{retention}`: {years} years" for retention, years in RETENTION_YEARS.items()),
        "",
    ]
    for module in dict.fromkeys(kind.name.partition(".")[0] for kind in KINDS.values()):
        lines += [f"## {module}", ""]
        for kind in KINDS.values():
            if kind.name.partition(".")[0] == module:
                lines += one_kind(kind)
    return page("Entry kinds", f"{len(KINDS)} kinds of entry in the record.", lines)


def one_kind(kind: Kind) -> list[str]:
    """One kind: meaning, sentences, fields."""
    return [
        f"### `{kind.name}`",
        "",
        kind.doc,
        "",
        f"- Dutch: {kind.text.nl}",
        f"- English: {kind.text.en}",
        f"- Schema {kind.schema}, about `{kind.category}`, term `{kind.retention}`",
        f"- Fields: {', '.join(described(field) for field in kind.fields) or 'none'}",
        "",
    ]


def disclosure_rules() -> str:
    """The table of rules, for a lawyer."""
    lines = [
        ABOUT_RULES,
        "",
        *table("rule", "relation", "labels", "about", "content", "because", "omdat"),
    ]
    for rule in RULES:
        labels = "all" if rule.labels == frozenset(Label) else ", ".join(sorted(rule.labels, key=rank))
        about = "everything" if rule.categories is None else ", ".join(sorted(rule.categories))
        lines.append(
            row(
                rule.id,
                f"`{rule.relation}`",
                labels,
                about,
                "yes" if rule.content else "no",
                rule.because.en,
                rule.because.nl,
            )
        )
    return page("Disclosure rules", f"{len(RULES)} rules decide who may be told what.", lines)


def rank(label: str) -> int:
    """Order labels from free to strict."""
    return Label(label).rank


def settings() -> str:
    """Every environment variable, with its default as the settings file reads it."""
    defaults = dict(read_defaults((house.SOURCE / "web" / "settings.py").read_text(encoding="utf-8")))
    lines = [
        ABOUT_SETTINGS,
        "",
        *table("name", "default", "file", "what it does"),
    ]
    for name in names_of_settings():
        file = "file" if name in environment.SECRETS else ""
        lines.append(row(f"`{name}`", defaults.get(name, ""), file, SETTINGS.get(name, "")))
    return page("Settings", "One file of settings, from the environment only.", lines)


def names_of_settings() -> list[str]:
    """Return every name the program reads, ours and those whose names are customary."""
    return sorted(environment.KNOWN | environment.SECRETS | {"PUBLIC_URL"})


def read_defaults(source: str) -> Iterator[tuple[str, str]]:
    """Yield (name, default in words) for each call of a reader of the environment in the settings file."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(attr=reader), args=[ast.Name(id="_ENV"), ast.Constant(value=str(name)), *rest]
            ):
                given = [*rest, *(keyword.value for keyword in node.keywords if keyword.arg in {"default", "allowed"})]
                yield name, default_in_words(reader, given)


def default_in_words(reader: str, given: list[ast.expr]) -> str:
    """Return the default that a reader was given, as people would say it."""
    match reader, given:
        case "choice", [ast.Tuple(elts=[ast.Constant(value=first), *others])]:
            words = ", ".join(f"`{other.value}`" for other in others if isinstance(other, ast.Constant))
            return f"`{first}` (or {words})"
        case "flag", []:
            return "no"
        case "flag", [ast.Constant(value=value)]:
            return "yes" if value else "no"
        case _, [ast.Constant(value=str(value))]:
            return f"`{value}`" if value else ""
        case _, []:
            return ""
    return "computed"


def checks() -> str:
    """Every numbered fault with its remedy."""
    lines = table("number", "found", "what to do")
    lines += [row(f"`{fault.number}`", fault.found, fault.remedy) for fault in numbered.faults()]
    return page("Checks", "What `dijkwacht check` and the start may say is wrong.", lines)


def command_line() -> str:
    """Every command with its arguments and options."""
    lines = [
        ABOUT_COMMANDS,
        "",
    ]
    for name, mounted in COMMANDS.items():
        module, attribute = mounted.target.split(":")
        lines += [f"## dijkwacht {name}", "", mounted.help, ""]
        found = getattr(import_module(module), attribute, None) if find_spec(module) else None
        if found is None:
            lines += [MISSING, ""]
            continue
        for words, command in walk(f"dijkwacht {name}", as_command(found)):
            lines += one_command(words, command)
    return page("Command line", "What people and scripts type.", lines)


def as_command(found: object) -> click.Command:
    """Return the command behind a Typer or a plain function."""
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    app = typer.Typer(add_completion=False)
    app.command()(found)
    return typer.main.get_command(app)


def walk(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield each command that does something, with what is typed to reach it."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield words, command
        return
    for name in sorted(inner):
        yield from walk(f"{words} {name}", inner[name])


def one_command(words: str, command: click.Command) -> list[str]:
    """One command: its promise, arguments and options."""
    shown = [parameter for parameter in command.params if parameter.name != "help"]
    arguments = [parameter for parameter in shown if parameter.param_type_name == "argument"]
    usage = " ".join(
        [words, *(f"{(argument.name or '').upper()}{'...' if argument.nargs != 1 else ''}" for argument in arguments)]
    )
    lines = [f"### `{usage}`", "", (command.help or "").replace("\n\n", "\n").strip(), ""]
    for parameter in shown:
        names = (
            ", ".join(f"`{name}`" for name in parameter.opts) if parameter not in arguments else f"`{parameter.name}`"
        )
        required = " (required)" if parameter.required and parameter not in arguments else ""
        lines.append(f"- {names}{required}: {getattr(parameter, 'help', '') or ''}".rstrip(": "))
    return [*lines, ""] if shown else lines


def write() -> None:
    """Write every page."""
    django.start()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        sys.stderr.write(f"Written: docs/reference/{name}\n")


if __name__ == "__main__":
    write()
