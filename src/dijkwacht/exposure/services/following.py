"""New advice, amendments and decisions about names are compared with the inventories that are there, by themselves."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models.functions import Upper
from django.utils import timezone

from dijkwacht.advisories.engine.values import Document
from dijkwacht.advisories.selectors import advice_told, documents_seen, documents_shown
from dijkwacht.disclosure.domain import Fact, decide
from dijkwacht.exposure.engine.amendments import Amendment
from dijkwacht.exposure.models import Asset, AssetVerdict, Build, Flaw, ImportedInventory, Installed, RangeAmendment
from dijkwacht.exposure.selectors.naming import decisions
from dijkwacht.exposure.selectors.rows import row_of_build
from dijkwacht.exposure.selectors.slices import listing
from dijkwacht.exposure.services.answering import clipped
from dijkwacht.exposure.services.compiling import asking, matcher_for
from dijkwacht.exposure.services.matching import amendments_of, run_where_touched
from dijkwacht.exposure.services.telling import Spoken, spoken_of
from dijkwacht.journal.selectors import last_beat
from dijkwacht.journal.services import beat
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.organisations.selectors import constituencies_of

MATCHING = Actor(ActorKind.MACHINE, "matching")
BEAT = "advice compared"


def match_news() -> int:
    """Compare advice, amendments and decisions about names that came since this was last done; return the runs made.

    Each organisation is compared with what it may itself see, one run and one entry each, and only where something it
    may see is new and speaks of its systems, or of systems that have an answer already: who that can be is asked of all
    organisations at once that may see the same, and nobody else is visited. A decision about names touches
    the organisations that list the spelling, and the flaws told of its product. The ten seconds before are looked at
    again, for what was still being written then. Where this is cut short, the next call does it all again.
    """
    last, now = last_beat(BEAT), timezone.now()
    since = last - timedelta(seconds=10) if last else None
    told, amended, renamed = advice_told(since=since), _amended_since(since), _renamed_since(since)
    compared = _compare(told, amended, renamed, now) if told or amended or renamed else 0
    beat(BEAT, now)
    return compared


@dataclass(frozen=True, slots=True)
class _Members:
    """Organisations that list something, each with the eyes that it sees with and its CERT, where it has one."""

    eyes: Mapping[UUID, Viewer]
    certs: Mapping[UUID, UUID]

    def seen(self, organisation: UUID, facts: Iterable[Fact]) -> frozenset[Fact]:
        """Return those of these facts that the organisation may see."""
        eyes = self.eyes[organisation]
        return frozenset(fact for fact in facts if decide(eyes, fact).answer == "yes")

    def owners(self, organisation: UUID) -> frozenset[UUID]:
        """Return whose amendments count for the organisation: its own and those of its CERT."""
        return frozenset({organisation, self.certs.get(organisation, organisation)})


def _members(at: datetime) -> _Members:
    listed = set(ImportedInventory.objects.filter(ended_at__isnull=True).values_list("organisation", flat=True))
    certs = constituencies_of(listed, at)
    eyes = {
        one: Viewer(None, (Office(one, Role.CISO),), frozenset({certs[one]} if one in certs else ()))
        for one in sorted(listed)
    }
    return _Members(eyes, certs)


def _compare(
    told: Mapping[Fact, frozenset[str]],
    amended: Mapping[UUID, frozenset[str]],
    renamed: Mapping[UUID, list[int]],
    at: datetime,
) -> int:
    members, compared = _members(at), 0
    asked: dict[frozenset[str], list[UUID]] = {}
    for organisation, eyes in members.eyes.items():
        new = [told[fact] for fact in members.seen(organisation, told)]
        new += [amended[owner] for owner in members.owners(organisation) if owner in amended]
        flaws = frozenset[str]().union(*new)
        if organisation in renamed:
            flaws |= _flaws_of_names(organisation, eyes, renamed[organisation])
            compared += _match(organisation, documents_seen(eyes, vulnerabilities=flaws), flaws, at) if flaws else 0
        elif flaws:
            asked.setdefault(flaws, []).append(organisation)
    for flaws, organisations in asked.items():
        for group, documents, owners in _alike(organisations, flaws, members):
            spoken = _spoken(documents, amendments_of(owners), flaws)
            may_be = _touched(spoken, flaws)
            compared += sum(_match(one, documents, flaws, at, spoken) for one in group if one in may_be)
    return compared


def _match(
    organisation: UUID, documents: Iterable[Document], flaws: frozenset[str], at: datetime, spoken: Spoken | None = None
) -> bool:
    ran = run_where_touched(
        organisation=organisation, documents=documents, actor=MATCHING, at=at, vulnerabilities=flaws, spoken=spoken
    )
    return ran is not None


def _alike(
    organisations: Iterable[UUID], flaws: frozenset[str], members: _Members
) -> Iterator[tuple[list[UUID], Iterable[Document], frozenset[UUID]]]:
    """Yield organisations that may see the same advice on these flaws and have the same amendments, with both."""
    facts = advice_told(vulnerabilities=flaws)
    amending = set(RangeAmendment.objects.filter(ended_at__isnull=True).values_list("owner", flat=True))
    groups: dict[tuple[frozenset[Fact], frozenset[UUID]], list[UUID]] = {}
    for one in organisations:
        groups.setdefault((members.seen(one, facts), members.owners(one) & amending), []).append(one)
    for (seen, owners), group in groups.items():
        yield group, documents_shown(seen, vulnerabilities=flaws), owners


def _spoken(documents: Iterable[Document], amendments: tuple[Amendment, ...], flaws: frozenset[str]) -> Spoken:
    with asking:
        matcher = matcher_for(documents, amendments, decisions()).matcher
        return spoken_of(matcher, lambda flaw: flaw.upper() in flaws)


def _touched(spoken: Spoken, flaws: frozenset[str]) -> set[UUID]:
    """Return who lists something that is spoken of, has an answer about the flaws, or may list anything."""
    names = {clipped(flaw) for flaw in flaws}
    known = Flaw.objects.annotate(capitals=Upper("name")).filter(capitals__in=names)
    answered = AssetVerdict.objects.filter(ended_at__isnull=True, flaw__in=list(known.values_list("pk", flat=True)))
    unplaced = Asset.objects.filter(build__isnull=True, inventory__ended_at__isnull=True)
    return {
        *listing(list(spoken.builds)),
        *answered.values_list("part__organisation", flat=True).distinct(),
        *unplaced.values_list("inventory__organisation", flat=True).distinct(),
    }


def _renamed_since(since: datetime | None) -> dict[UUID, list[int]]:
    """Return the builds whose product a decision changed, by the organisations that list them."""
    rows = Installed.objects.filter(build__decided_at__isnull=False)
    if since is not None:
        rows = rows.filter(build__decided_at__gt=since)
    found: dict[UUID, list[int]] = {}
    for organisation, build in rows.values_list("organisation", "build"):
        found.setdefault(organisation, []).append(build)
    return found


def _flaws_of_names(organisation: UUID, eyes: Viewer, builds: Collection[int]) -> frozenset[str]:
    """Return the flaws that were answered for these builds, and those that are told of what they are now."""
    standing = AssetVerdict.objects.of(organisation).filter(ended_at__isnull=True, asset__build__in=builds)
    answered = frozenset(standing.values_list("flaw__name", flat=True))
    rows = [row_of_build(build) for build in Build.objects.filter(pk__in=builds)]
    with asking:
        matcher = matcher_for(documents_seen(eyes), (), decisions()).matcher
        return answered | {flaw for row in rows for flaw, _ in matcher.alone(row)}


def _amended_since(since: datetime | None) -> dict[UUID, frozenset[str]]:
    """Return the vulnerabilities of which an amendment began, by its owner."""
    rows = RangeAmendment.objects.filter(ended_at__isnull=True)
    if since is not None:
        rows = rows.filter(recorded_at__gt=since)
    found: dict[UUID, frozenset[str]] = {}
    for owner, flaw in rows.values_list("owner", "vulnerability"):
        found[owner] = found.get(owner, frozenset()) | {flaw.upper()}
    return found
