"""The page of an organisation's systems: sentence, verdicts, inventories with their age, declarations of use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.disclosure.domain import Category, Fact, decide
from dijkwacht.exposure.domain.standing import Listed, inventory_age, share_known, use_axis
from dijkwacht.exposure.models import HeadingMapping
from dijkwacht.exposure.selectors.reading import (
    DeclarationSeen,
    Holding,
    InventorySeen,
    Touched,
    VerdictSeen,
    declarations,
    inventories_with,
    with_last_seen,
    worst_verdicts,
)
from dijkwacht.exposure.selectors.remedies import RemedySeen, remedies
from dijkwacht.exposure.selectors.sharing import KEEPERS, shown_among
from dijkwacht.journal.selectors import Quarantined, quarantined
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.organisations.selectors import OrganisationSeen, Serving, organisation_for, organisations_seen, stated

WORKERS = tuple(role for role in Role if role is not Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """An inventory with its age in days, None where it does not say of when it is."""

    inventory: InventorySeen
    age: int | None


@dataclass(frozen=True, slots=True)
class UseLine:
    """What is known about running one product: the declaration, where there is one, and the answer with reasons."""

    product: str
    declaration: DeclarationSeen | None
    answer: Verdict


@dataclass(frozen=True, slots=True)
class SystemsPage:
    """Everything the page shows; `may_upload` where the viewer keeps the inventory of this organisation.

    `behind`: what stands behind the answers, and behind silence. `waiting`: that an inventory is still being compared.
    `left_off`: that there are more answers than the worst, which are listed. `remedies` in the order of the verdicts.
    `unread`: files of the viewer's organisations that could not be read; `read_later`: those of them that were taken in
    afterwards, once their columns were told. `uses_waiting`: systems that others say they run for this organisation,
    which has not answered yet.
    """

    organisation: OrganisationSeen
    sentence: Text
    behind: Text
    waiting: Text | None
    verdicts: tuple[VerdictSeen, ...]
    left_off: Text | None
    inventories: tuple[InventoryLine, ...]
    uses: tuple[UseLine, ...]
    systems: int
    may_upload: bool
    remedies: tuple[RemedySeen, ...]
    unread: tuple[Quarantined, ...]
    read_later: tuple[Quarantined, ...]
    uses_waiting: tuple[Serving, ...]


def systems_page(viewer: Viewer, organisation: UUID, at: datetime, *, asof: AsOf = NOW) -> SystemsPage:
    """Return the page as of a moment; raises NotFound, alike for absent and not yours."""
    seen = _visible(viewer, organisation, at)
    moment = asof.known or asof.recorded or at
    uses = stated(moment, users=[organisation])
    shown = shown_among(viewer, uses, moment)
    touched = worst_verdicts(viewer, organisation, asof=asof, uses=shown)
    found = with_last_seen(touched.worst)
    said = declarations(viewer, organisation, asof=asof)
    holding = inventories_with(viewer, organisation, {item.product_id for item in said}, asof=asof)
    kept = tuple(one.inventory for one in holding)
    may_upload = organisation in viewer.organisations(*KEEPERS) and not seen.read_only
    unread = tuple(one for one in quarantined(viewer) if one.what == "inventory") if may_upload else ()
    taken_in = frozenset(digest for one in holding for digest in one.digests)
    return SystemsPage(
        organisation=seen,
        sentence=_sentence(touched, kept),
        behind=_behind(kept, moment),
        waiting=_waiting(kept) if asof == NOW else None,
        verdicts=found,
        left_off=_left_off(touched),
        inventories=tuple(InventoryLine(item, inventory_age(item.seen, moment)) for item in kept),
        uses=_uses(said, holding),
        systems=sum(one.systems for one in holding),
        may_upload=may_upload,
        remedies=remedies(found, touched.said, asof=asof),
        unread=tuple(one for one in unread if one.digest not in taken_in),
        read_later=tuple(one for one in unread if one.digest in taken_in),
        uses_waiting=tuple(use for use in uses if use.waits) if may_upload else (),
    )


def own_organisations(viewer: Viewer, at: datetime) -> tuple[OrganisationSeen, ...]:
    """Return the organisations for which the viewer works, by name; raises NotFound where there is none."""
    own = viewer.organisations(*WORKERS)
    if not own:
        raise NotFound
    return organisations_seen(viewer, at, ids=own)


def require_systems(viewer: Viewer, organisation: UUID, at: datetime) -> OrganisationSeen:
    """Return the organisation whose systems the viewer may see; raises NotFound, alike for absent and not yours."""
    return _visible(viewer, organisation, at)


def remembered_headings(organisation: UUID) -> dict[str, str] | None:
    """Return how the organisation's own headings map to ours, None where nothing was said; for whoever may upload."""
    return HeadingMapping.objects.filter(organisation=organisation).values_list("mapping", flat=True).first()


def require_upload(viewer: Viewer, organisation: UUID, at: datetime) -> OrganisationSeen:
    """Return the organisation whose inventory the viewer keeps; raises NotFound where not."""
    seen = _visible(viewer, organisation, at)
    if organisation not in viewer.organisations(*KEEPERS) or seen.read_only:
        raise NotFound
    return seen


def _visible(viewer: Viewer, organisation: UUID, at: datetime) -> OrganisationSeen:
    seen = organisation_for(viewer, organisation, at)
    label = Label.CLEAR if seen.read_only else Label.AMBER
    fact = Fact(Category.VERDICT, label, organisation, seen.constituency)
    if decide(viewer, fact).answer != "yes":
        raise NotFound
    return seen


def _uses(said: Iterable[DeclarationSeen], holding: Sequence[Holding]) -> tuple[UseLine, ...]:
    lines = []
    for item in said:
        held = [Listed(item.product_id in one.products, one.inventory.seen, one.inventory.entry) for one in holding]
        lines.append(UseLine(item.product, item, use_axis((item.said,), held)))
    return tuple(lines)


def _sentence(touched: Touched, kept: tuple[InventorySeen, ...]) -> Text:
    if not kept and not touched.answers:
        return Text(
            "Er is nog geen inventaris. Zonder inventaris kan niemand zeggen wat u raakt.",
            "There is no inventory yet. Without one nobody can say what touches you.",
        )
    if not touched.answers:
        return Text(
            "Over geen systeem uit de inventaris is nog iets te zeggen. Dat is geen goed nieuws en geen slecht.",
            "Nothing can be said yet about any system of the inventory. That is neither good news nor bad.",
        )
    hit, unclear = touched.hit, touched.unclear
    if hit or unclear:
        return Text(
            f"{hit} {'systeem is' if hit == 1 else 'systemen zijn'} kwetsbaar; over {unclear} is nog niets te zeggen.",
            f"{hit} {'system is' if hit == 1 else 'systems are'} affected; about {unclear} nothing can be said yet.",
        )
    return Text(
        "Geen systeem uit de inventaris is kwetsbaar voor wat wij vergeleken. Wat er niet in staat, telt niet mee.",
        "No system of the inventory is affected by what we compared. What is not in the inventory does not count.",
    )


def _waiting(kept: Iterable[InventorySeen]) -> Text | None:
    """Return that inventories are taken in and not yet compared, None where all are."""
    names = ", ".join(one.source for one in kept if not one.compared)
    if not names:
        return None
    return Text(
        f"De inventaris is binnen en wordt nu vergeleken: {names}. Tot dat klaar is, gelden de antwoorden hieronder "
        "voor wat er eerder stond.",
        f"The inventory is in and is being compared now: {names}. Until that is done, the answers below are about what "
        "was there before.",
    )


def _left_off(touched: Touched) -> Text | None:
    shown, more = len(touched.worst), touched.answers - len(touched.worst)
    if more <= 0:
        return None
    return Text(
        f"Hier staan de {shown} ernstigste antwoorden; {more} andere niet. De API geeft ze alle.",
        f"These are the {shown} worst answers; {more} others are not listed. The API gives all of them.",
    )


def _behind(kept: Sequence[InventorySeen], at: datetime) -> Text:
    """Return what stands behind the answers: how much of the inventories is known, and how old they are."""
    if not kept:
        return Text("Er staat geen eigen inventaris achter.", "No inventory of your own stands behind it.")
    rows, known = sum(one.rows for one in kept), sum(one.resolved for one in kept)
    share = share_known(known, rows)
    ages = [inventory_age(one.seen, at) for one in kept]
    oldest = max((age for age in ages if age is not None), default=None)
    unsaid = ages.count(None)
    nl = f"Vergeleken zijn {rows} regels; van {share}% kennen wij het product."
    en = f"{rows} rows were compared; of {share}% we know the product."
    if oldest is not None:
        nl += f" De oudste inventaris is {oldest} {'dag' if oldest == 1 else 'dagen'} oud."
        en += f" The oldest inventory is {oldest} {'day' if oldest == 1 else 'days'} old."
    if unsaid:
        nl += f" Van {unsaid} {'inventaris' if unsaid == 1 else 'inventarissen'} is niet gezegd van wanneer."
        en += f" Of {unsaid} {'inventory' if unsaid == 1 else 'inventories'} it is not said of when."
    nl += " Geen antwoord over een systeem betekent niet dat het niet kwetsbaar is."
    en += " No answer about a system does not mean that it is not affected."
    return Text(nl, en)
