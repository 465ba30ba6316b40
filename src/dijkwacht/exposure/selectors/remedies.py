"""How far flaws are removed: per system of an organisation, and counted over everything a desk may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Subquery

from dijkwacht.exposure.domain.remedies import WORDS, Remedy, Said, remedy_counts, remedy_of
from dijkwacht.exposure.domain.verdicts import OPEN, Exposure
from dijkwacht.exposure.models import AssetVerdict, CardHeld, Flaw, RemedyStatement
from dijkwacht.exposure.selectors.reading import VerdictSeen
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason

LISTED = 50
_LINES = """
    SELECT line.flaw_id, answer.verdict, sum(held.systems)::bigint
    FROM unnest(%s::int[], %s::bigint[]) AS held(card, systems)
    JOIN exposure_cardline line ON line.card_id = held.card JOIN exposure_answer answer ON answer.id = line.answer_id
    GROUP BY line.flaw_id, answer.verdict
"""


@dataclass(frozen=True, slots=True)
class FlawCounts:
    """One vulnerability: how many systems stand in each state, and at how many organisations it is open."""

    vulnerability: str
    counts: Mapping[str, int]
    organisations: int

    @property
    def systems(self) -> int:
        """Return how many systems have an answer."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class RemedySeen:
    """How far the flaw of one verdict is removed, in words and with reasons."""

    verdict: UUID
    state: str
    word: Text
    reasons: tuple[Reason, ...]


def remedies(
    verdicts: tuple[VerdictSeen, ...], own: Mapping[UUID, Said], *, asof: AsOf = NOW
) -> tuple[RemedySeen, ...]:
    """Return how far the flaw of each of these verdicts is removed, in their order; they are the viewer's to see.

    `own`: what the organisation says by hand, by verdict. Of a system that somebody else runs, what its operator says
    counts, which costs a query.
    """
    by_operator = _by_operators(verdicts, asof)
    found = []
    for verdict in verdicts:
        said = own.get(verdict.id)
        if verdict.operator:
            said = by_operator.get((verdict.operator, verdict.asset, verdict.vulnerability))
        standing = remedy_of(verdict.verdict, said)
        found.append(RemedySeen(verdict.id, standing.answer, WORDS[standing.answer], standing.reasons))
    return tuple(found)


def _by_operators(verdicts: Iterable[VerdictSeen], asof: AsOf) -> dict[tuple[UUID, str, str], Said]:
    run_by = {verdict.operator: verdict.run_by for verdict in verdicts if verdict.operator}
    if not run_by:
        return {}
    names = {verdict.asset for verdict in verdicts if verdict.operator}
    rows = RemedyStatement.objects.filter(organisation__in=run_by, asset_name__in=names).exclude(label=Label.RED)
    return {
        (row.organisation, row.asset_name, row.vulnerability): Said(
            Remedy(row.remedy), row.entry, run_by[row.organisation]
        )
        for row in rows.as_of(asof)
    }


def remedy_table(viewer: Viewer) -> tuple[FlawCounts, ...]:
    """Return the vulnerabilities with the most systems not remediated among those the viewer may see, at most 50.

    Five queries, grouped in the database; a statement by hand moves its system from one state to another. All systems
    whose answers the viewer may see are counted by card, and the lines of each card once.
    """
    seen = AssetVerdict.objects.visible_to(viewer).filter(ended_at__isnull=True)
    answers: dict[int, dict[str, int]] = {}
    for flaw, value, systems in _by_card(viewer):
        answers.setdefault(flaw, remedy_counts(()))[remedy_of(Exposure(value)).answer] += systems
    for flaw, value, said, systems in _by_hand(viewer):
        by_itself = remedy_of(Exposure(value)).answer
        by_hand = remedy_of(Exposure(value), Said(Remedy(said), UUID(int=0))).answer
        answers[flaw][by_itself] -= systems
        answers[flaw][by_hand] += systems
    names = dict(Flaw.objects.filter(pk__in=answers).values_list("pk", "name"))
    listed = sorted(answers, key=lambda flaw: (-answers[flaw][Remedy.NOT_REMEDIATED], names[flaw]))[:LISTED]
    # Only of what is listed: to tell organisations apart among all answers takes far longer than counting them.
    stands = seen.filter(flaw__in=listed, answer__verdict__in=OPEN).values_list("flaw")
    touched = dict(stands.annotate(organisations=Count("part__organisation", distinct=True)))
    return tuple(FlawCounts(names[flaw], answers[flaw], touched.get(flaw, 0)) for flaw in listed)


def _by_card(viewer: Viewer) -> list[tuple[int, str, int]]:
    """Return of how many systems which answer stands about which vulnerability."""
    held = CardHeld.objects.visible_to(viewer).filter(ended_at__isnull=True).values_list("card")
    times = dict(held.annotate(systems=Count("*")))
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [list(times), list(times.values())])
        found: list[tuple[int, str, int]] = cursor.fetchall()
    return found


def remedy_said(viewer: Viewer) -> Subquery:
    """Return what was said by hand of a verdict's system and vulnerability, for rows that are `named`."""
    same = RemedyStatement.objects.visible_to(viewer).filter(
        ended_at__isnull=True,
        organisation=OuterRef("part__organisation"),
        asset_name=OuterRef("named"),
        vulnerability=OuterRef("flaw__name"),
    )
    return Subquery(same.values("remedy")[:1])


def _by_hand(viewer: Viewer) -> list[tuple[int, str, str, int]]:
    stands = RemedyStatement.objects.visible_to(viewer).filter(ended_at__isnull=True)
    rows = AssetVerdict.objects.visible_to(viewer).filter(
        ended_at__isnull=True,
        part__organisation__in=stands.values("organisation"),
        flaw__name__in=stands.values("vulnerability"),
    )
    stated = rows.named().annotate(said=remedy_said(viewer)).filter(said__isnull=False)
    return list(stated.values_list("flaw", "answer__verdict", "said").annotate(systems=Count("*")))
