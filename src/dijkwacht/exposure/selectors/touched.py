"""Which members one advisory or vulnerability touches: affected, not to be told yet, not affected, and why."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, TextField
from django.db.models.functions import Cast

from dijkwacht.exposure.domain.remedies import Remedy, Said, remedy_counts, remedy_of
from dijkwacht.exposure.domain.standing import inventory_age, seen_moment, share_known
from dijkwacht.exposure.domain.touching import TOUCH_WORDS, Touch, touch_of
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.models import AssetVerdict, ImportedInventory
from dijkwacht.exposure.selectors.remedies import remedy_said
from dijkwacht.exposure.selectors.sharing import shared_rows
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.organisations.selectors import organisations_seen

LISTED = 500
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Member:
    """One organisation: how it stands now and stood a day ago, by which worst answer, why, and what is behind it.

    `systems`: those with an answer. `remedies`: clause 13, by state. `age` of its oldest inventory in days, None where
    not stated; `share` of its rows whose product is known, in percent.
    """

    organisation: UUID
    name: str
    touch: Touch
    before: Touch
    worst: Exposure | None
    systems: int
    reason: Text
    remedies: Mapping[str, int]
    age: int | None
    share: int

    @property
    def changed(self) -> bool:
        """Return whether it stands otherwise than a day ago."""
        return self.touch is not self.before

    @property
    def not_remediated(self) -> int:
        """Return at how many systems the flaw is not removed and nobody works on it."""
        return self.remedies.get(Remedy.NOT_REMEDIATED, 0)

    @property
    def word(self) -> Text:
        """Return how it stands in words."""
        return TOUCH_WORDS[self.touch]

    @property
    def word_before(self) -> Text:
        """Return how it stood a day ago in words; whether it had an inventory then is not asked."""
        silent = self.before in {Touch.UNSPOKEN, Touch.NO_INVENTORY}
        return Text("nog geen antwoord", "no answer yet") if silent else TOUCH_WORDS[self.before]


@dataclass(frozen=True, slots=True)
class TouchedPage:
    """What a desk sees of its members: counts over all, and those that the filter lets through, at most 500."""

    vulnerabilities: tuple[str, ...]
    members: tuple[Member, ...]
    counts: Mapping[Touch, int]
    changed: int
    remedies: Mapping[str, int]
    left_off: int


@dataclass
class _Answers:
    """What is told of one organisation."""

    worst: Exposure | None = None
    reason: Text = NOTHING
    systems: int = 0

    def add(self, verdict: Exposure, reason: Text, systems: int) -> None:
        """Take one answer in; the worst one gives the reason."""
        self.systems += systems
        if self.worst is None or verdict.rank < self.worst.rank:
            self.worst, self.reason = verdict, reason


def touched_page(  # noqa: PLR0913 - each filter is one keyword of its own
    viewer: Viewer,
    cert: UUID,
    vulnerabilities: Iterable[str],
    at: datetime,
    *,
    touch: Touch | None = None,
    changed: bool = False,
    answered: bool = False,
) -> TouchedPage:
    """Return how the members of `cert` stand to these vulnerabilities, worst first; six queries.

    Systems that others run for a member count for it, as far as the label lets its desk see. `answered`: raises
    NotFound where no member has an answer, for a vulnerability that nobody vouches for.
    """
    flaws = tuple(vulnerabilities)
    members = [one for one in organisations_seen(viewer, at, limit=None) if one.constituency == cert]
    answers, remedies = _answers(viewer, cert, flaws)
    before, _ = _answers(viewer, cert, flaws, asof=AsOf(recorded=at - A_DAY))
    for row, use in shared_rows(viewer, cert, vulnerabilities=flaws):
        by = Text(f"op een systeem dat {use.operator_name} beheert", f"on a device run by {use.operator_name}")
        answers.setdefault(use.user, _Answers()).add(row.verdict, by, 1)
        # What else such a system showed a day ago is not asked: an answer that stood then counts, a newer one is news.
        if row.part.recorded_at <= at - A_DAY:
            before.setdefault(use.user, _Answers()).add(row.verdict, by, 1)
    if answered and not answers:
        raise NotFound
    behind = _behind(viewer, cert, at)
    every = [
        _member(one.id, one.name, answers.get(one.id), before.get(one.id), behind.get(one.id), remedies.get(one.id))
        for one in members
    ]
    every.sort(key=lambda one: (tuple(Touch).index(one.touch), one.worst.rank if one.worst else 0, -one.systems))
    shown = [one for one in every if touch in (None, one.touch) and (one.changed or not changed)]
    total = remedy_counts(())
    for one in every:
        for state, count in one.remedies.items():
            total[state] += count
    counted = Counter(one.touch for one in every)
    return TouchedPage(
        flaws,
        tuple(shown[:LISTED]),
        {word: counted[word] for word in Touch},
        sum(one.changed for one in every),
        total,
        max(len(shown) - LISTED, 0),
    )


def _answers(
    viewer: Viewer, cert: UUID, flaws: tuple[str, ...], asof: AsOf = NOW
) -> tuple[dict[UUID, _Answers], dict[UUID, dict[str, int]]]:
    rows = AssetVerdict.objects.visible_to(viewer).as_of(asof).about(flaws).filter(part__constituency=cert)
    said = remedy_said(viewer)
    grouped = (
        rows.named()
        .annotate(said=said)
        .values_list("part__organisation", "answer__verdict", "said")
        .annotate(systems=Count("*"), reason=Max(Cast("answer__reasons", TextField())))
    )
    answers: dict[UUID, _Answers] = {}
    remedies: dict[UUID, dict[str, int]] = {}
    for organisation, value, said, systems, reasons in grouped:
        verdict = Exposure(value)
        answers.setdefault(organisation, _Answers()).add(verdict, _first(reasons), systems)
        state = remedy_of(verdict, Said(Remedy(said), organisation) if said else None).answer
        remedies.setdefault(organisation, remedy_counts(()))[state] += systems
    return answers, remedies


def _first(reasons: str) -> Text:
    found: Iterator[Mapping[str, str]] = iter(json.loads(reasons))
    first = next(found, None)
    return Text(first["nl"], first["en"]) if first else NOTHING


def _behind(viewer: Viewer, cert: UUID, at: datetime) -> dict[UUID, tuple[int | None, int]]:
    """Return age of the oldest inventory and share of known rows, by organisation; one query."""
    rows = ImportedInventory.objects.visible_to(viewer).filter(ended_at__isnull=True, constituency=cert)
    told: dict[UUID, list[tuple[int | None, int, int]]] = {}
    for organisation, seen, count, known in rows.values_list("organisation", "seen", "rows", "resolved"):
        told.setdefault(organisation, []).append((inventory_age(seen_moment(seen), at), count, known))
    found = {}
    for organisation, listed in told.items():
        rows_in_all = sum(count for _, count, _ in listed)
        ages = [age for age, _, _ in listed]
        oldest = None if None in ages else max(age for age in ages if age is not None)
        share = share_known(sum(known for _, _, known in listed), rows_in_all)
        found[organisation] = (oldest, share)
    return found


def _member(  # noqa: PLR0913, PLR0917 - what is known of one organisation, from as many sources
    organisation: UUID,
    name: str,
    answers: _Answers | None,
    before: _Answers | None,
    behind: tuple[int | None, int] | None,
    remedies: Mapping[str, int] | None,
) -> Member:
    age, share = behind or (None, 0)
    touch = touch_of(answers.worst if answers else None, listed=behind is not None)
    return Member(
        organisation,
        name,
        touch,
        touch_of(before.worst if before else None, listed=behind is not None),
        answers.worst if answers else None,
        answers.systems if answers else 0,
        answers.reason if answers else NOTHING,
        remedies or {},
        age,
        share,
    )
