"""The sentences of a case: how it stands for everybody, from its own facts."""

from collections.abc import Iterable, Mapping, Sequence

from dijkwacht.advisories.domain.difference import change_said
from dijkwacht.cases.domain.facts import CaseFacts, exploited_since
from dijkwacht.cases.domain.steps import CATALOGUE, Step
from dijkwacht.journal.domain.words import moment_in_words
from dijkwacht.kernel.text import Text


def case_sentence(facts: CaseFacts, responses: int, *, recorded: bool = False) -> Text:
    """Return what is known of the flaw, of repair and of who deals with it; what no source says is said to be so."""
    parts = [_exploited(facts, recorded=recorded), _repair(facts, recorded=recorded), _advice(facts), _who(responses)]
    return Text(" ".join(part.nl for part in parts), " ".join(part.en for part in parts))


def _exploited(facts: CaseFacts, *, recorded: bool) -> Text:
    known = exploited_since(facts)
    if known is not None:
        since = moment_in_words(known.since)
        return Text(f"Misbruik is bekend sinds **{since.nl}**.", f"Exploitation is known since **{since.en}**.")
    if recorded:
        return Text(
            "Sinds wanneer misbruik bekend is, staat niet in de bron.", "Since when it was exploited is not stated."
        )
    return Text("Van misbruik is nog niets bekend.", "No exploitation is known yet.")


def _repair(facts: CaseFacts, *, recorded: bool) -> Text:
    flaws = [flaw for flaw in facts.flaws.values() if flaw.id]
    fixed = [flaw for flaw in flaws if flaw.fix_published]
    if not flaws:
        return Text("Er is nog geen kwetsbaarheid benoemd.", "No vulnerability has been named yet.")
    if len(fixed) == len(flaws):
        last = moment_in_words(max(flaw.fix_published for flaw in fixed if flaw.fix_published))
        return Text(
            f"Herstel is gepubliceerd, het laatste op {last.nl}.", f"Fixes are published, the last on {last.en}."
        )
    if fixed:
        return Text(
            f"Voor **{len(fixed)} van {len(flaws)}** kwetsbaarheden is herstel gepubliceerd.",
            f"Fixes are published for **{len(fixed)} of {len(flaws)}** vulnerabilities.",
        )
    if recorded:
        return Text("Wanneer herstel verscheen, staat niet in de bron.", "When a fix came is not stated in the source.")
    return Text("Er is **nog geen herstel**.", "There is **no fix yet**.")


def _advice(facts: CaseFacts) -> Text:
    issuers = list(dict.fromkeys(seen.issuer for seen in facts.advice))
    if not issuers:
        return Text("Er is nog geen advies.", "There is no advice yet.")
    count = len(facts.advice)
    named = ", ".join(issuers)
    return Text(
        f"{count} {'advies of versie' if count == 1 else 'adviezen en versies'} van {named}.",
        f"{count} {'advisory or version' if count == 1 else 'advisories and versions'} of {named}.",
    )


def _who(responses: int) -> Text:
    if responses == 0:
        return Text("U ziet geen opvolgingen.", "You see no responses.")
    return Text(
        f"U ziet {responses} {'opvolging' if responses == 1 else 'opvolgingen'}.",
        f"You see {responses} {'response' if responses == 1 else 'responses'}.",
    )


def change_in_words(told: str, steps: Iterable[Step] = ()) -> Text:
    """Return what changed between two versions of an advisory, as its entry keeps it, with the words of a step.

    `steps` are the case's own; their words go before the catalogue's.
    """
    code, _, about = told.partition(" ")
    if code == "joined":
        return Text(f"samengevoegd met {about}", f"joined with {about}")
    step = next((step for step in steps if step.key == about), None) or CATALOGUE.get(about)
    if step is None:
        return change_said(told)
    what = change_said(code)
    return Text(f"{step.title.nl}: {what.nl}", f"{step.title.en}: {what.en}")


def action_said(action: Mapping[str, object]) -> Text:
    """Return an advised action in words: what, unless when, and what then."""
    what = _step_or_words(str(action.get("scope") or action.get("step") or ""))
    then = _step_or_words(str(action.get("then") or ""))
    unless = str(action.get("unless") or "")
    nl = what.nl + (f"; tenzij {unless}" if unless else "") + (f", dan: {_lower(then.nl)}" if then else "")
    en = what.en + (f"; unless {unless}" if unless else "") + (f", then: {_lower(then.en)}" if then else "")
    return Text(nl, en)


def _step_or_words(text: str) -> Text:
    step = CATALOGUE.get(text)
    return step.title if step else Text(text, text)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def list_sentence(recorded_ones: Sequence[bool]) -> Text:
    """Return what the list of cases holds: how many, and how many of them are recorded from public documents."""
    count, recorded = len(recorded_ones), sum(recorded_ones)
    if count == 0:
        return Text("Er is geen casus die u mag zien.", "There is no case that you may see.")
    nl = f"Er {'is' if count == 1 else 'zijn'} **{count}** {'casus' if count == 1 else 'casussen'} die u mag zien"
    en = f"There {'is' if count == 1 else 'are'} **{count}** {'case' if count == 1 else 'cases'} that you may see"
    if recorded:
        nl += f"; {recorded} daarvan {'is' if recorded == 1 else 'zijn'} opgetekend uit openbare documenten"
        en += f"; {recorded} of them {'is' if recorded == 1 else 'are'} recorded from public documents"
    return Text(nl + ".", en + ".")
