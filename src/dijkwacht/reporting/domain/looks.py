"""How every state looks: a word, a shape, a tone and a pattern, so that colour is never the only difference."""

from dataclasses import dataclass
from enum import StrEnum

from dijkwacht.kernel.text import Text


class Tone(StrEnum):
    """A colour of the house by its meaning; the values are the names of style classes (`tone-alarm`)."""

    ALARM = "alarm"
    ALARM_PALE = "alarm-pale"
    SIGNAL = "signal"
    SIGNAL_PALE = "signal-pale"
    DIKE = "dike"
    DIKE_PALE = "dike-pale"
    WATER = "water"
    WATER_PALE = "water-pale"
    GREY = "grey"
    PAPER = "paper"


class Pattern(StrEnum):
    """What is drawn over a tone, so that two neighbours differ on paper and to every eye."""

    NONE = "none"
    DIAGONAL = "diagonal"
    BACK = "back"
    CROSS = "cross"
    UPRIGHT = "upright"
    DOTS = "dots"


class Shape(StrEnum):
    """The small sign before a word; drawn from `drawing.SHAPES`."""

    DISC = "disc"
    RING = "ring"
    HALF = "half"
    QUARTER = "quarter"
    SQUARE = "square"
    DOOR = "door"
    DOOR_HALF = "door-half"
    CHECK = "check"
    CHECKS = "checks"
    BENT = "bent"
    CROSS = "cross"
    PLAY = "play"
    STOP = "stop"
    BANG = "bang"
    QUESTION = "question"
    DASH = "dash"
    DIAMOND = "diamond"


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one value: its word in both languages, shape, tone and pattern."""

    word: Text
    shape: Shape
    tone: Tone
    pattern: Pattern = Pattern.NONE


_T, _P, _S = Tone, Pattern, Shape

LOOKS: dict[str, dict[str, Look]] = {
    "use": {
        "unknown": Look(Text("gebruik onbekend", "use unknown"), _S.QUESTION, _T.GREY, _P.DOTS),
        "uses": Look(Text("gebruikt", "in use"), _S.DISC, _T.WATER),
        "does-not-use": Look(Text("gebruikt niet", "not in use"), _S.RING, _T.WATER_PALE),
    },
    "weakness": {
        "unknown": Look(Text("zwakte onbekend", "weakness unknown"), _S.QUESTION, _T.GREY, _P.DOTS),
        "not-applicable": Look(Text("niet van toepassing", "not applicable"), _S.DASH, _T.PAPER),
        "open": Look(Text("kwetsbaar", "vulnerable"), _S.CROSS, _T.ALARM_PALE, _P.CROSS),
        "mitigated": Look(Text("beperkt", "mitigated"), _S.HALF, _T.SIGNAL_PALE, _P.DIAGONAL),
        "fixed-unchecked": Look(Text("hersteld, niet gecontroleerd", "fixed, not checked"), _S.CHECK, _T.DIKE_PALE),
        "fixed-checked": Look(Text("hersteld en gecontroleerd", "fixed and checked"), _S.CHECKS, _T.DIKE),
    },
    "access": {
        "unknown": Look(Text("toegang onbekend", "access unknown"), _S.QUESTION, _T.GREY, _P.DOTS),
        "not-applicable": Look(Text("niet van toepassing", "not applicable"), _S.DASH, _T.PAPER),
        "open": Look(Text("open", "open"), _S.DOOR, _T.ALARM_PALE),
        "partly": Look(Text("deels dicht", "partly closed"), _S.DOOR_HALF, _T.SIGNAL_PALE, _P.UPRIGHT),
        "closed": Look(Text("dicht", "closed"), _S.SQUARE, _T.WATER),
        "reopened": Look(Text("heropend", "reopened"), _S.DOOR, _T.DIKE_PALE),
        "reopened-against-gate": Look(
            Text("heropend tegen de toets in", "reopened against the gate"), _S.BANG, _T.SIGNAL_PALE, _P.CROSS
        ),
    },
    "misuse": {
        "not-looked": Look(Text("niet gekeken", "not looked"), _S.RING, _T.GREY, _P.BACK),
        "no-signs-partial": Look(
            Text("geen sporen, deels gedekt", "no signs, partly covered"), _S.QUARTER, _T.DIKE_PALE, _P.DIAGONAL
        ),
        "no-signs-covered": Look(Text("geen sporen, gedekt", "no signs, covered"), _S.DISC, _T.DIKE),
        "presumed": Look(Text("aangenomen", "presumed"), _S.HALF, _T.SIGNAL_PALE, _P.DOTS),
        "suspected": Look(Text("vermoed", "suspected"), _S.BANG, _T.ALARM_PALE, _P.DIAGONAL),
        "confirmed": Look(Text("vastgesteld", "confirmed"), _S.DIAMOND, _T.ALARM),
    },
    "measure": {
        "planned": Look(Text("gepland", "planned"), _S.RING, _T.PAPER),
        "in-progress": Look(Text("bezig", "in progress"), _S.PLAY, _T.SIGNAL_PALE, _P.DIAGONAL),
        "done": Look(Text("gedaan", "done"), _S.CHECK, _T.DIKE_PALE),
        "done-differently": Look(Text("anders gedaan", "done differently"), _S.BENT, _T.DIKE_PALE, _P.DIAGONAL),
        "blocked": Look(Text("geblokkeerd", "blocked"), _S.STOP, _T.ALARM_PALE, _P.CROSS),
        "failed": Look(Text("mislukt", "failed"), _S.CROSS, _T.ALARM_PALE),
        "not-applicable": Look(Text("niet van toepassing", "not applicable"), _S.DASH, _T.PAPER),
        "verified": Look(Text("gecontroleerd", "verified"), _S.CHECKS, _T.DIKE),
        "invalidated": Look(Text("telt niet meer", "no longer holds"), _S.BANG, _T.SIGNAL_PALE, _P.CROSS),
        "not-recorded": Look(Text("niet vastgelegd", "not recorded"), _S.QUESTION, _T.GREY, _P.DOTS),
    },
    "condition": {
        "met": Look(Text("voldaan", "met"), _S.CHECK, _T.DIKE_PALE),
        "not-met": Look(Text("niet voldaan", "not met"), _S.CROSS, _T.ALARM_PALE, _P.CROSS),
        "not-recorded": Look(Text("niet vastgelegd", "not recorded"), _S.QUESTION, _T.GREY, _P.DOTS),
        "nobody": Look(Text("niemand kan dit geven", "nobody can give this"), _S.DASH, _T.SIGNAL_PALE, _P.BACK),
    },
    "check": {
        "open": Look(Text("open", "open"), _S.DOOR, _T.SIGNAL_PALE, _P.DIAGONAL),
        "closed": Look(Text("dicht", "closed"), _S.SQUARE, _T.DIKE_PALE),
        "mitigated": Look(Text("beperkt", "mitigated"), _S.HALF, _T.DIKE_PALE, _P.DIAGONAL),
        "unmitigated": Look(Text("niet beperkt", "unmitigated"), _S.CROSS, _T.ALARM_PALE, _P.CROSS),
        "no-reply": Look(Text("geen antwoord", "no answer"), _S.RING, _T.GREY, _P.BACK),
        "wrong-certificate": Look(Text("verkeerd certificaat", "wrong certificate"), _S.BANG, _T.ALARM_PALE),
        "tarpit": Look(Text("druppelend, afgebroken", "dripping, cut off"), _S.QUARTER, _T.GREY, _P.UPRIGHT),
        "stamp-read": Look(Text("versie gelezen", "build read"), _S.CHECK, _T.WATER_PALE),
        "unclear": Look(Text("geen uitsluitsel", "unclear"), _S.QUESTION, _T.GREY, _P.DOTS),
        "refused-by-us": Look(Text("door ons geweigerd", "refused by us"), _S.STOP, _T.PAPER),
    },
    "exposure": {
        "affected": Look(Text("kwetsbaar", "affected"), _S.CROSS, _T.ALARM_PALE, _P.CROSS),
        "out-of-support": Look(Text("buiten ondersteuning", "out of support"), _S.STOP, _T.ALARM_PALE),
        "precondition-unknown": Look(
            Text("voorwaarde onbekend", "precondition unknown"), _S.QUESTION, _T.SIGNAL_PALE, _P.DOTS
        ),
        "version-unknown": Look(Text("versie onbekend", "version unknown"), _S.QUESTION, _T.SIGNAL_PALE, _P.DIAGONAL),
        "undetermined": Look(Text("niet te bepalen", "undetermined"), _S.QUESTION, _T.GREY, _P.DOTS),
        "name-only": Look(Text("alleen de naam lijkt", "name only"), _S.RING, _T.GREY, _P.BACK),
        "precondition-not-met": Look(Text("voorwaarde niet vervuld", "precondition not met"), _S.DASH, _T.DIKE_PALE),
        "fixed": Look(Text("hersteld", "fixed"), _S.CHECK, _T.DIKE_PALE),
        "not-affected": Look(Text("niet kwetsbaar", "not affected"), _S.RING, _T.WATER_PALE),
    },
    "hunt": {
        "signs-found": Look(Text("sporen gevonden", "signs found"), _S.DIAMOND, _T.ALARM),
        "no-signs-covered": Look(Text("geen sporen, gedekt", "no signs, covered"), _S.DISC, _T.DIKE),
        "no-signs-partial": Look(
            Text("geen sporen, deels gedekt", "no signs, partly covered"), _S.QUARTER, _T.DIKE_PALE, _P.DIAGONAL
        ),
        "not-evaluated": Look(Text("niet beoordeeld", "not evaluated"), _S.RING, _T.GREY, _P.BACK),
        "open": Look(Text("loopt", "running"), _S.PLAY, _T.SIGNAL_PALE, _P.DIAGONAL),
    },
    "coverage": {
        "covered": Look(Text("gedekt", "covered"), _S.DISC, _T.DIKE),
        "partly": Look(Text("deels gedekt", "partly covered"), _S.QUARTER, _T.DIKE_PALE, _P.DIAGONAL),
        "nothing": Look(Text("niets te zien", "nothing to see"), _S.RING, _T.PAPER, _P.BACK),
    },
    "monitoring": {
        "normal": Look(Text("normaal", "normal"), _S.RING, _T.GREY),
        "heightened": Look(Text("verhoogd", "heightened"), _S.BANG, _T.SIGNAL_PALE, _P.UPRIGHT),
    },
    "answer": {
        "answered": Look(Text("antwoord", "answered"), _S.DISC, _T.WATER),
        "silent": Look(Text("stil", "silent"), _S.RING, _T.SIGNAL_PALE, _P.CROSS),
        "declined": Look(Text("geeft niet op", "declined"), _S.DASH, _T.GREY, _P.DIAGONAL),
        "not-asked": Look(Text("niet gevraagd", "not asked"), _S.DASH, _T.PAPER),
        "not-reported": Look(Text("de bron zegt het niet", "the source does not say"), _S.QUESTION, _T.GREY, _P.DOTS),
    },
    "origin": {
        "relayed": Look(Text("overgebracht", "relayed"), _S.RING, _T.PAPER),
        "declared": Look(Text("verklaard", "declared"), _S.QUARTER, _T.PAPER),
        "observed": Look(Text("waargenomen", "observed"), _S.HALF, _T.PAPER),
        "verified": Look(Text("gecontroleerd", "verified"), _S.DISC, _T.PAPER),
    },
    "recovery": {
        "off": Look(Text("uit", "off"), _S.CROSS, _T.ALARM_PALE, _P.CROSS),
        "broken": Look(Text("verbroken", "broken"), _S.BANG, _T.ALARM_PALE, _P.BACK),
        "limited": Look(Text("met beperkingen", "with limits"), _S.HALF, _T.SIGNAL_PALE, _P.DIAGONAL),
        "restored": Look(Text("hersteld", "restored"), _S.CHECK, _T.DIKE_PALE),
        "restriction": Look(Text("beperking", "restriction"), _S.STOP, _T.SIGNAL_PALE, _P.BACK),
        "backlog": Look(Text("achterstand", "backlog"), _S.QUARTER, _T.GREY, _P.DOTS),
        "wave": Look(Text("golf begonnen", "wave began"), _S.PLAY, _T.WATER),
    },
    "advice": {
        "advice": Look(Text("advies", "advice"), _S.DISC, _T.WATER),
        "urgent": Look(Text("dringend advies", "urgent advice"), _S.DIAMOND, _T.ALARM),
        "safe": Look(Text("heropenen is veilig", "reopening is safe"), _S.CHECK, _T.DIKE),
        "exploited": Look(Text("misbruik bekend", "exploitation known"), _S.BANG, _T.ALARM),
    },
}


def look(family: str, value: str) -> Look:
    """Return the look of a value: `look("weakness", "open")`; underscores read as hyphens.

    A value that the catalogue does not know keeps its own word under a question mark: it is shown, never hidden.
    """
    value = str(value).replace("_", "-")
    return LOOKS.get(family, {}).get(value) or Look(Text(value, value), Shape.QUESTION, Tone.GREY, Pattern.DOTS)
