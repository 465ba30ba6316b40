"""From the cells of a table to an inventory row, whatever file the table stands in."""

import re
from collections.abc import Mapping, Sequence
from sys import intern

from dijkwacht.exposure.engine.inventory import LONGEST_CELL, LONGEST_LIST, Row, read_facts

_AS_WRITTEN = (
    "edition",
    "platform",
    "module",
    "os",
    "arch",
    "host",
    "seen_at",
    "used_by",
    "used_from",
    "cpe",
    "purl",
)
_FORMULA = re.compile(r"^[=@]|^[+-].*[=|!(]|^[+-][A-Za-z]")
_HALF = re.compile("[\ud800-\udfff]")
_PRESENT = frozenset({"ja", "yes", "j", "y", "x", "1", "true", "waar", "aanwezig", "present", "in gebruik"})
_ABSENT = frozenset(
    {"nee", "no", "n", "0", "false", "onwaar", "niet aanwezig", "afwezig", "absent", "niet in gebruik", ""}
)


class WrongRow(Exception):  # noqa: N818 - says what is wrong with one row, never stops a reading
    """This row cannot be read."""


def row_of(  # noqa: PLR0913 - what stands in for missing columns goes by name
    number: int, cells: Sequence[str], columns: Mapping[str, int], *, organisation: str, asset: str, nul: str = "\x00"
) -> Row | None:
    """Return the row that the cells make, None where they say that the product is not there; raises WrongRow.

    `organisation` and `asset` stand in where the table has no such column.
    """
    values = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
    _check(values, nul)
    if "present" in values and not _is_there(values["present"]):
        return None
    owner = values.get("organisation") or organisation
    unnamed = "present" in columns or not {"asset", "host"} & columns.keys()
    named = values.get("asset") or values.get("host", "") or (asset if unnamed else "")
    if not owner or not named:
        raise WrongRow(f"the {'asset' if owner else 'organisation'} is empty")
    if not values.get("product") and not values.get("vendor") and not values.get("cpe"):
        raise WrongRow("vendor and product are both empty")
    facts, remarks = read_facts(values.get("config", ""))
    return Row(
        number=number,
        organisation=intern(owner),
        asset=named,
        vendor=intern(values.get("vendor", "")),
        product=intern(values.get("product", "")),
        version=intern(values.get("version", "")),
        updates=tuple(part.strip() for part in values.get("updates", "").split(";") if part.strip()),
        facts=facts,
        remarks=remarks
        + tuple(
            f"the {name} looks like a formula; read as text" for name, value in values.items() if _FORMULA.match(value)
        ),
        **{name: values.get(name, "") for name in _AS_WRITTEN},
    )


def _check(values: Mapping[str, str], nul: str) -> None:
    for name, value in values.items():
        if nul in value or "\x00" in value:
            raise WrongRow(f"the {name} holds a NUL byte")
        if _HALF.search(value):
            raise WrongRow(f"the {name} holds half a letter")
        longest = LONGEST_LIST if name in ("config", "updates") else LONGEST_CELL
        if len(value) > longest:
            raise WrongRow(f"the {name} is longer than {longest} signs")


def _is_there(word: str) -> bool:
    bare = " ".join(word.lower().split())
    if bare in _PRESENT:
        return True
    if bare in _ABSENT:
        return False
    raise WrongRow(f"{word!r} does not say whether the product is there: yes or no")
