"""How the many stand: a draw by shares, the same for the same seed; pure, so that it can be counted in a test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

FIRST, SECOND = "CVE-2099-90001", "CVE-2099-90002"
FIXED = {"14.1-20.5": "14.1-33.11", "14.1-33.2": "14.1-33.11", "13.1-45.1": "13.1-45.7"}
FIXED_TWICE = {"14.1-20.5": "14.1-33.18", "14.1-33.2": "14.1-33.18", "13.1-45.1": "13.1-45.9"}
PRODUCT = "Poortwacht Gateway"
NAMED = "CISO"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry to be recorded for an organisation: kind, when (as the files write it), values; for which inquiry."""

    do: str
    when: str
    says: Mapping[str, object] = field(default_factory=dict)
    inquiry: str = ""


class Draw:
    """Draws by shares from a seeded source."""

    def __init__(self, shares: Mapping[str, object], seed: int) -> None:
        self._shares, self._random = shares, Random(seed)  # noqa: S311 - the same draw each time, no secret

    def of(self, name: str) -> str:
        """Return one of the words under `name`, by their shares."""
        table = self._shares[name]
        if not isinstance(table, Mapping):
            raise TypeError(name)
        words = [str(word) for word in table]
        return self._random.choices(words, [int(str(share)) for share in table.values()])[0]

    def chance(self, share: object) -> bool:
        """Return yes in `share` of a hundred cases."""
        return self._random.random() * 100 < int(str(share))

    def share(self, name: str) -> bool:
        """Return yes in as many of a hundred cases as `name` says."""
        return self.chance(self._shares[name])

    def answers(self, name: str) -> bool:
        """Return whether a question set is answered, by its own share."""
        table = self._shares["answers"]
        return isinstance(table, Mapping) and self.chance(table[name])

    def day(self, first: int, last: int) -> str:
        """Return a time in working or evening hours between two days before loading, both included."""
        day = self._random.randint(min(first, last), max(first, last))
        return f"d{day:+d} {self._random.randint(8, 22):02d}:{self._random.choice((0, 10, 20, 30, 40, 50)):02d}"


def lines_for(draw: Draw, cert: str, desk: str, *, device: bool = True) -> tuple[Line, ...]:
    """Return what one organisation did and said, in no order; `device` no where a shared host does the device's part.

    `cert`: the key of its desk's inquiry, `desk`: the desk's name as who asks.
    """
    use = draw.of("use") if device else "uses"
    if use == "uses":
        return tuple(_using(draw, cert, desk, device=device))
    lines = []
    if use == "does-not-use":
        lines.append(Line("use.declared", draw.day(-14, -9), {"use": use, "product": PRODUCT}))
    if use != "unknown" or draw.chance(30):
        lines += _answers(draw, cert, use, hunted=False)
    return tuple(lines)


def _using(draw: Draw, cert: str, desk: str, *, device: bool) -> list[Line]:
    lines = [Line("use.declared", draw.day(-14, -13), {"use": "uses", "product": PRODUCT})]
    fixed = True
    if device:
        build = draw.of("builds")
        stated = {"device": "poort", "product": PRODUCT, "build": build}
        lines.append(Line("device.stated", draw.day(-14, -13), stated))
        fixed = _device(draw, build, desk, lines)
    if fixed and draw.share("sessions"):
        lines.append(Line("sessions.ended", draw.day(-5, -4), {"what": ["alle sessies"], "decided_by": NAMED}))
    _door(draw, lines)
    hunted = _hunted(draw, lines)
    if draw.share("watching"):
        raised = {"reason": "misbruik elders gezien", "criterion": "onderzoek afgerond", "until": "d+10"}
        lines.append(Line("monitoring.raised", draw.day(-11, -9), raised))
    _misuse(draw, lines)
    return [*lines, *_answers(draw, cert, "uses", hunted=hunted)]


def _device(draw: Draw, build: str, desk: str, lines: list[Line]) -> bool:
    asked = {"step": "mitigate", "deadline": "d-13", "asked_by": desk}
    lines.append(Line("measure.planned", "d-14 14:00", asked))
    mitigated = draw.of("mitigated")
    if mitigated != "never":
        days = (-13, -13) if mitigated == "in-time" else (-12, -10)
        done = {"step": "mitigate", "vulnerabilities": [FIRST], "team": "ICT"}
        lines.append(Line("measure.done", draw.day(*days), done))
    fixed = draw.of("fixed")
    if fixed == "before":
        done = {"step": "fix", "vulnerabilities": [FIRST], "build": FIXED[build], "team": "ICT"}
        lines.append(Line("measure.done", draw.day(-12, -8), done))
    elif fixed == "after":
        done = {"step": "fix", "vulnerabilities": [FIRST], "build": FIXED_TWICE[build], "team": "ICT"}
        lines.append(Line("measure.done", draw.day(-6, -3), done))
    if fixed != "never" and mitigated == "never":
        gone = {"step": "mitigate", "why": "meteen hersteld"}
        lines.append(Line("measure.not_applicable", lines[-1].when, gone))
    again = {"step": "second-fix", "deadline": "d-4", "asked_by": desk}
    lines.append(Line("measure.planned", "d-7 14:30", again))
    twice = fixed == "after" or (fixed == "before" and draw.share("second_fixed"))
    if twice:
        both = {"step": "second-fix", "vulnerabilities": [FIRST, SECOND], "build": FIXED_TWICE[build], "team": "ICT"}
        lines.append(Line("measure.done", draw.day(-6, -3), both))
        if draw.share("checked"):
            for step in ("fix", "second-fix"):
                result = {"step": step, "result": "effective", "method": "versie van buiten uitgelezen"}
                lines.append(Line("measure.verified", draw.day(-2, -1), result))
    return fixed != "never"


def _door(draw: Draw, lines: list[Line]) -> None:
    access = draw.of("access")
    if access == "open":
        lines.append(Line("service.kept", draw.day(-13, -11), {"decided_by": "directie", "reason": "afgeschermd"}))
        return
    scope = "partly" if access == "partly" else "all"
    closed = {"scope": scope, "what": PRODUCT, "ground": "advice", "team": "ICT"}
    lines.append(Line("access.closed", draw.day(-11, -9), closed))
    if access.startswith("reopened"):
        against = access.endswith("gate")
        unmet = ["investigation"] if against else []
        opened = {"decided_by": "directie", "gate": "not-met" if against else "met", "open_conditions": unmet}
        lines.append(Line("access.reopened", draw.day(-2, -1), {**opened, "scope": "all"}))


def _hunted(draw: Draw, lines: list[Line]) -> bool:
    hunted = draw.of("hunted")
    if hunted == "never":
        return False
    result = "attempts" if draw.share("attempts") else "no-signs"
    opened = {"hunt": "logonderzoek", "questions": ["access", "attempts", "extent"]}
    first = {"hunt": "logonderzoek", "sources": ["httpaccess.log"], "covered": [["d-14", "d-7"]], "result": result}
    lines.append(Line("hunt.opened", draw.day(-9, -8), {**opened, "window_start": "d-12", "window_end": "d-9"}))
    lines.append(Line("hunt.ran", draw.day(-7, -5), first))
    if hunted == "again":
        whole = {**first, "covered": [["d-26", "d-1"]], "sources": ["httpaccess.log", "back-up"]}
        lines.append(Line("hunt.ran", draw.day(-2, -1), whole))
    return True


def _misuse(draw: Draw, lines: list[Line]) -> None:
    misuse = draw.of("misuse")
    if misuse == "none":
        return
    because = "niet op tijd afgeschermd" if misuse == "presumed" else "vreemde aanmelding"
    first = "suspected" if misuse == "confirmed" else misuse
    lines.append(Line(f"misuse.{first}", draw.day(-6, -5), {"because": because, "named_by": NAMED}))
    if misuse == "confirmed":
        lines.append(Line("misuse.confirmed", draw.day(-3, -2), {"named_by": NAMED, "reach": "edge"}))


def _answers(draw: Draw, cert: str, use: str, *, hunted: bool) -> list[Line]:
    lines = []
    if draw.answers("cert"):
        more = {"key": "hunt", "answer": "ja" if hunted else "nog niet"}
        more = more if cert == "cert-municipalities" else {"key": "care", "answer": "nee"}
        says: dict[str, object] = {"answers": [{"key": "use", "answer": use}, more], "named": "no"}
        lines.append(Line("inquiry.answered", draw.day(-5, -5), says, cert))
    if draw.answers("press"):
        claims = {"does-not-use": ["does-not-use"], "uses": ["no-attempts-seen"] if hunted else ["patched-at-once"]}
        says = {"claims": claims.get(use, []), "named": "no"}
        lines.append(Line("inquiry.answered", draw.day(-2, -1), says, "press"))
    elif draw.answers("press-declined"):
        lines.append(Line("inquiry.declined", draw.day(-2, -1), {"because": "om veiligheidsredenen"}, "press"))
    return lines
