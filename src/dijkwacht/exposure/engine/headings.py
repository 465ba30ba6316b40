"""Column headings of an inventory: English and Dutch ones are understood, others through a mapping."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from dijkwacht.exposure.engine.inventory import UnreadableInventory

REQUIRED = ("asset", "vendor", "product", "version")
OF_A_LIST = ("product",)
IGNORED = "-"
_KNOWN = {
    "organisation": "organisation organization organisatie organisatienaam naamorganisatie gemeente instelling",
    "asset": "asset assetname systeem systeemnaam apparaat device devicename naamsysteem configuratieitem ci",
    "vendor": "vendor vendorname leverancier fabrikant manufacturer maker producent publisher",
    "product": "product productname productnaam software softwarename softwarenaam applicatie applicatienaam",
    "version": "version versie versienummer productversion productversie softwareversion softwareversie release build",
    "edition": "edition editie",
    "platform": "platform",
    "module": "module onderdeel",
    "os": "os operatingsystem besturingssysteem",
    "arch": "arch architecture architectuur",
    "updates": "updates patches hotfixes installedupdates geinstalleerdeupdates kb kbs",
    "config": "config configuration configuratie instellingen configuratiefeiten",
    "host": "host hostname hostnaam server servername servernaam ip ipadres ipaddress address adres fqdn",
    "seen_at": "seenat gezien gezienop lastseen laatstgezien peildatum lastseenat",
    "used_by": "usedby gebruiktdoor gebruikers",
    "used_from": "usedfrom gebruiktvanaf bereikbaarvanaf",
    "cpe": "cpe cpename cpe23",
    "purl": "purl packageurl",
    "present": "present inuse aanwezig aanwezigjanee aanwezigja ingebruik gebruikt ingebruikjanee",
}
FIELDS = tuple(_KNOWN)
# Columns that lists of assets have beside these, and that say nothing about a version.
_BESIDE_WORDS = (
    "aantal hoeveelheid quantity count amount locatie location lokatie vestiging gebouw ruimte plaats site afdeling "
    "department team beheerder beheerders eigenaar owner contactpersoon contact opmerking opmerkingen remark remarks "
    "notes comment comments toelichting omschrijving beschrijving description omgeving environment otap kostenplaats "
    "serienummer serial serialnumber inventarisnummer assettag aanschafdatum purchasedate installdate installatiedatum "
    "licentie licenties license licenses contract contractnummer nr nummer volgnummer rij"
)
_BESIDE = frozenset(_BESIDE_WORDS.split())
_LEAST_KNOWN = 2
_BY_HEADING = {word: name for name, words in _KNOWN.items() for word in words.split()}


def plain_heading(text: str) -> str:
    """Return a heading for comparing: letters and digits only, no case, no diacritics."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", bare)


def field_of(heading: str) -> str:
    """Return the field that a heading is known to be, "" where it is not known."""
    return _BY_HEADING.get(plain_heading(heading), "")


def looks_like_headings(cells: Sequence[str], mapping: Mapping[str, str] | None) -> int:
    """Return how many of the cells are headings of a field, by the mapping or known; 0 where fewer than two are.

    A title above a table, or a line of the table itself, holds none.
    """
    plain = [plain_heading(cell) for cell in cells]
    count = sum((mapping or {}).get(one, "") not in ("", IGNORED) or one in _BY_HEADING for one in plain)
    return count if count >= _LEAST_KNOWN else 0


def read_mapping(value: object, place: str) -> dict[str, str]:
    """Read a mapping file's object, heading to field or field to heading; a field null or "-" leaves a column out.

    Raises UnreadableInventory where a field does not exist.
    """
    if not isinstance(value, Mapping) or not value:
        raise UnreadableInventory(place=place, expected='an object such as {"Merk": "vendor"}')
    pairs = {str(key): IGNORED if target is None else str(target) for key, target in value.items()}
    fields = {*FIELDS, IGNORED}
    if all(target in fields for target in pairs.values()):
        return {plain_heading(key): target for key, target in pairs.items()}
    if all(key in fields for key in pairs):
        return {plain_heading(target): key for key, target in pairs.items()}
    wrong = sorted(set(pairs.values()) - fields)
    raise UnreadableInventory(place=place, expected=f"fields out of {', '.join(FIELDS)}; found {', '.join(wrong)}")


def read_headings(
    headings: list[str], mapping: Mapping[str, str] | None, *, organisation_given: bool, place: str
) -> dict[str, int]:
    """Return the column of each field.

    Raises UnreadableInventory naming the fields that are missing, those that stand twice, and the headings that were
    not understood; a list that says of products whether they are there ("Aanwezig") needs no asset and no version, and
    a host is an asset. Where every heading is understood and none names an asset, the list stands for one.
    With a mapping, headings that it does not name and that are not known are left out.
    """
    columns: dict[str, int] = {}
    not_understood: list[str] = []
    for number, heading in enumerate(headings):
        plain = plain_heading(heading)
        name = (mapping or {}).get(plain) or _BY_HEADING.get(plain)
        if name is None and plain and mapping is None and plain not in _BESIDE:
            not_understood.append(heading.strip())
        if name is None or name == IGNORED:
            continue
        if name in columns:
            raise UnreadableInventory(
                f"two columns are the {name}: {headings[columns[name]]!r} and {heading!r}",
                place=place,
                remedy="leave one out or map it",
            )
        columns[name] = number
    required = OF_A_LIST if "present" in columns else REQUIRED
    wanted = required if organisation_given else ("organisation", *required)
    missing = [name for name in wanted if name not in columns]
    if "host" in columns or (missing == ["asset"] and not not_understood):
        missing = [name for name in missing if name != "asset"]
    if missing or not_understood:
        _refuse(missing, not_understood, place)
    return columns


def _refuse(missing: list[str], not_understood: list[str], place: str) -> None:
    parts = []
    if missing:
        parts.append(f"missing columns: {', '.join(missing)}")
    if not_understood:
        parts.append(f"headings not understood: {', '.join(not_understood)}")
    raise UnreadableInventory(
        "; ".join(parts),
        place=place,
        expected="the header organisation,asset,vendor,product,version",
        remedy="correct the header or give a mapping (--mapping FILE)",
    )
