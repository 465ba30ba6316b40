"""The verdict of a hunt: never more certain than rules and evidence allow, with its reasons in words (CONTRACTS)."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from dijkwacht.hunting.domain.day_words import gap_words, joined, period_words
from dijkwacht.hunting.engine.coverage import in_common
from dijkwacht.hunting.engine.model import Finding, FindingClass, Kind, RuleReport, Skipped
from dijkwacht.hunting.engine.rules.own_traces import OWN
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, full_days, uncovered_part

SIGNS = frozenset({FindingClass.COMPROMISE, FindingClass.REACHED})
_FEW = 3


@dataclass(frozen=True, slots=True)
class HuntVerdict:
    """`answer` is signs-found, no-signs-covered, no-signs-partial or not-evaluated; `covered` = by all needed kinds."""

    answer: str
    covered: tuple[Window, ...]
    reasons: tuple[Text, ...]
    counts: dict[FindingClass, int]


def verdict(  # noqa: PLR0913 - everything that a verdict rests on
    *,
    window: Window,
    needs: Sequence[Kind],
    by_kind: Mapping[Kind, Sequence[Window]],
    known: AbstractSet[Kind],
    absent_folders: Sequence[str],
    findings: Sequence[Finding],
    rules: Sequence[RuleReport],
    skipped: Sequence[Skipped],
) -> HuntVerdict:
    """Judge a hunt. Signs decide whatever their time; without them coverage, arming and skipped bytes do.

    `known` are the kinds of source that are there, whatever time they cover.
    """
    counts = {one: sum(finding.finding_class is one for finding in findings) for one in FindingClass}
    reached = {kind: () if kind is Kind.FILES and absent_folders else by_kind.get(kind, ()) for kind in needs}
    covered = in_common(window, reached.values()) if needs else ()
    limits = [*_open(window, reached, absent_folders), *_unarmed(rules), *_skipped(skipped)]
    told = [*_found(counts), *_own_traces(findings)]
    if any(counts[one] for one in SIGNS):
        return HuntVerdict("signs-found", covered, (*told, *limits), counts)
    spoke = any(rule.armed and not known.isdisjoint(rule.kinds) for rule in rules)
    if not spoke and not findings:
        return HuntVerdict("not-evaluated", covered, (_nothing(rules, known), *limits), counts)
    if limits:
        days = Text(
            f"gekeken is over {full_days(window, covered)} van {window.days()} dagen",
            f"{full_days(window, covered)} of {window.days()} days were looked at",
        )
        return HuntVerdict("no-signs-partial", covered, (days, *limits, *told), counts)
    period = period_words(window)
    whole = Text(
        f"elke nodige soort bron dekt heel {period.nl}, en elke regel heeft bewezen te kunnen afgaan",
        f"every needed kind of source covers the whole of {period.en}, and every rule proved that it can fire",
    )
    return HuntVerdict("no-signs-covered", covered, (whole, *told), counts)


def _open(window: Window, reached: Mapping[Kind, Sequence[Window]], absent: Sequence[str]) -> list[Text]:
    found = []
    for kind, parts in reached.items():
        gaps = uncovered_part(window, parts)
        if not gaps:
            continue
        if kind is Kind.FILES and absent:
            folders = ", ".join(absent)
            found.append(Text(f"files: niet in het bewijs: {folders}", f"files: not in the evidence: {folders}"))
        elif not parts:
            found.append(Text(f"{kind}: niets over deze periode", f"{kind}: nothing about this window"))
        else:
            open_periods = joined([gap_words(gap) for gap in gaps])
            found.append(Text(f"{kind}: niets over {open_periods.nl}", f"{kind}: nothing about {open_periods.en}"))
    return found


def _unarmed(rules: Sequence[RuleReport]) -> list[Text]:
    unarmed = [rule for rule in rules if not rule.armed]
    if not unarmed:
        return []
    named = ", ".join(rule.rule for rule in unarmed[:_FEW]) + (", ..." if len(unarmed) > _FEW else "")
    return [
        Text(
            f"{len(unarmed)} van {len(rules)} regels zijn niet scherp gesteld: {named}",
            f"{len(unarmed)} of {len(rules)} rules are not armed: {named}",
        )
    ]


def _skipped(skipped: Sequence[Skipped]) -> list[Text]:
    relevant = [one for one in skipped if one.relevant]
    if not relevant:
        return []
    named = "; ".join(f"{one.place.shown}: {one.reason}" for one in relevant[:_FEW])
    more = "; ..." if len(relevant) > _FEW else ""
    return [Text(f"niet bekeken: {named}{more}", f"not looked at: {named}{more}")]


def _found(counts: Mapping[FindingClass, int]) -> list[Text]:
    one_of = {
        FindingClass.COMPROMISE: Text("spoor van een inbreuk", "sign of compromise"),
        FindingClass.REACHED: Text("keer bereikt", "time reached"),
        FindingClass.ATTEMPT: Text("poging", "attempt"),
        FindingClass.LEAD: Text("aanwijzing die op zich niets bewijst", "lead that proves nothing alone"),
    }
    many = {
        FindingClass.COMPROMISE: Text("sporen van een inbreuk", "signs of compromise"),
        FindingClass.REACHED: Text("keer bereikt", "times reached"),
        FindingClass.ATTEMPT: Text("pogingen", "attempts"),
        FindingClass.LEAD: Text("aanwijzingen die op zich niets bewijzen", "leads that prove nothing alone"),
    }
    found = []
    for one, count in counts.items():
        words = one_of[one] if count == 1 else many[one]
        found += [Text(f"{count} {words.nl}", f"{count} {words.en}")] if count else []
    return found


def _own_traces(findings: Sequence[Finding]) -> list[Text]:
    """Return how many leads are traces of the scan: who did not search there himself must read them as signs."""
    count = sum(OWN in one.notes for one in findings)
    if not count:
        return []
    return [
        Text(
            f"sporen van de scan zelf: {count} van de aanwijzingen; wie daar niet zelf zocht, leest ze als teken",
            f"traces of the scan itself: {count} of the leads; who did not search there reads them as signs",
        )
    ]


def _nothing(rules: Sequence[RuleReport], known: AbstractSet[Kind]) -> Text:
    if not known:
        return Text("er is geen bron die bekend is", "there is no source that is known")
    if not rules:
        return Text("er zijn geen regels", "there are no rules")
    if any(rule.armed for rule in rules):
        return Text(
            "geen enkele regel kon iets zeggen over wat er is", "no rule could speak about the sources that are there"
        )
    return Text("geen enkele regel kon iets zeggen: geen is scherp gesteld", "no rule could speak: none is armed")
