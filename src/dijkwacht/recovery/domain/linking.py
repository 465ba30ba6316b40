"""How a chain link stands: tried or not, and whether both sides say it may be used again (S3.8, S3.9)."""

from dijkwacht.cases.domain.chain import OWN, PARTNER, LinkMark, Trial, Word
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict


def link_state(link: LinkMark) -> Verdict:
    """Answer how a link stands (S3.8, S3.9).

    "broken", "restored-tested", "restored-untested", "restored-test-failed" (the last try of one of the sides failed),
    "restored-test-not-stated", or "not-stated" where only the sides' words are known.
    """
    when = moment_words(link.at)
    if link.state == "broken":
        return Verdict("broken", (Reason("broken", Text(f"sinds {when.nl}", f"since {when.en}"), (link.entry,)),))
    if not link.state:
        text = Text("of de koppeling werkt is niet vermeld", "whether the link works is not stated")
        return Verdict("not-stated", (Reason("not-stated", text, (link.entry,)),))
    back = Reason("restored", Text(f"hersteld op {when.nl}", f"restored on {when.en}"), (link.entry,))
    if failed := failed_trial(link):
        return Verdict("restored-test-failed", (back, _trial_reason(failed, link.partner)))
    if link.trials:
        return Verdict("restored-tested", (back, *(_trial_reason(one, link.partner) for one in last_trials(link))))
    if link.tested is None:
        text = Text("of de uitwisseling is beproefd, is niet vermeld", "whether the exchange was tried is not stated")
        return Verdict("restored-test-not-stated", (back, Reason("test-not-stated", text)))
    if link.tested:
        text = Text("de uitwisseling is beproefd", "the exchange was tried")
        return Verdict("restored-tested", (back, Reason("tested", text)))
    text = Text("de uitwisseling is nog niet beproefd", "the exchange was not tried yet")
    return Verdict("restored-untested", (back, Reason("untested", text)))


def last_trials(link: LinkMark) -> tuple[Trial, ...]:
    """Return the last try of each side since the link last broke."""
    return tuple({trial.side: trial for trial in link.trials}.values())


def failed_trial(link: LinkMark) -> Trial | None:
    """Return a side's last try where that failed."""
    return next((trial for trial in last_trials(link) if not trial.works), None)


def _trial_reason(trial: Trial, partner: str) -> Reason:
    who = Text(f"door {partner} zelf", f"by {partner} itself") if trial.side == PARTNER else Text("door ons", "by us")
    how = f" ({trial.method})" if trial.method else ""
    when = moment_words(trial.at)
    result = Text("werkt", "works") if trial.works else Text("werkt niet", "does not work")
    return Reason(
        "tested" if trial.works else "test-failed",
        Text(
            f"beproefd {who.nl} op {when.nl}{how}: {result.nl}",
            f"tried {who.en} on {when.en}{how}: {result.en}",
        ),
        (trial.entry,),
    )


def agreement(link: LinkMark) -> Verdict:
    """Answer whether both sides say that the link may be used again (S3.8), each in its own account.

    "both", "own-only", "partner-only", "refused" (a side says no), "asked" (the partner was asked and is silent) or
    "not-stated". The reasons say of the partner's word whether it is its own or was told by somebody.
    """
    own, partner = link.word(OWN), link.word(PARTNER)
    reasons = [_word_reason(word, side, link.partner) for side, word in ((OWN, own), (PARTNER, partner)) if word]
    if link.waits and link.asked is not None:
        when = moment_words(link.asked.at)
        text = Text(
            f"{link.partner} is op {when.nl} om akkoord gevraagd en heeft niet geantwoord",
            f"{link.partner} was asked to agree on {when.en} and has not answered",
        )
        reasons.append(Reason("asked", text, (link.asked.entry,)))
    if any(word is not None and not word.agreed for word in (own, partner)):
        return Verdict("refused", tuple(reasons))
    if own and partner:
        return Verdict("both", tuple(reasons))
    if link.waits:
        return Verdict("asked", tuple(reasons))
    if own or partner:
        return Verdict("own-only" if own else "partner-only", tuple(reasons))
    text = Text("akkoord van beide kanten is niet vermeld", "agreement of both sides is not stated")
    return Verdict("not-stated", (Reason("not-stated", text),))


def _word_reason(word: Word, side: str, partner: str) -> Reason:
    when, said = moment_words(word.at), Text("akkoord", "agrees") if word.agreed else Text("niet akkoord", "disagrees")
    if side == OWN:
        text = Text(f"wij: {said.nl}, {when.nl}", f"we: {said.en}, {when.en}")
    elif word.by_itself:
        text = Text(
            f"{partner} zelf: {said.nl}, {when.nl}, vastgelegd met een eigen account",
            f"{partner} itself: {said.en}, {when.en}, recorded by an account of its own",
        )
    else:
        told = word.told_by or partner
        text = Text(
            f"{partner}: {said.nl}, {when.nl}, gezegd door {told}", f"{partner}: {said.en}, {when.en}, told by {told}"
        )
    return Reason("agreed" if word.agreed else "refused", text, (word.entry,))
