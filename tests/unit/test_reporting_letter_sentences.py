"""Each sentence of a letter, from facts: what it says, what it leaves to "not recorded", what it rests on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dijkwacht.containment.domain.gate import Surroundings
from dijkwacht.disclosure.domain import Audience
from dijkwacht.kernel.actor import Source
from dijkwacht.kernel.labels import Label
from dijkwacht.reporting.domain import templates
from dijkwacht.reporting.domain.draft import written
from dijkwacht.reporting.domain.letter import council_letter
from dijkwacht.reporting.domain.material import gather
from dijkwacht.reporting.domain.sentence import listed
from response_story import CERT, TOWN, case_told, story, told

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
EVERY = {key: template for _, chapter in templates.LETTER for key, template in chapter.items()}
USES = told("use.declared", "2026-01-03", use="uses", product="Voordeur")
CLOSED = told("access.closed", "2026-01-10", scope="all", what="de voordeur", ground="advice")
FIXED = told("measure.done", "2026-01-12", step="fix")
REOPENED = told("access.reopened", "2026-01-15", decided_by="college", gate="met")


def material(*entries, name="Polderdam", at=AT):
    state, facts = story(*entries)
    around = Surroundings(constituencies=frozenset({CERT}))
    return gather(organisation=TOWN, name=name, state=state, facts=facts, entries=entries, at=at, around=around)


def says(key, *entries):
    """Return the Dutch words that the template writes from these entries."""
    about = material(*entries)
    return " ".join(sentence.text.nl for sentence in listed(EVERY[key](about), key, about))


def advice(level, issuer, happened, *steps, title="Advies"):
    actions = [{"step": step, "scope": "voordeur afsluiten"} for step in steps]
    return case_told(
        "advisory.received",
        happened,
        advisory=TOWN,
        issuer=issuer,
        level=level,
        version="1",
        title=title,
        actions=actions,
    )


NCSC = advice("national", "NCSC", "2026-01-08", "close-access")
IBD = advice("sector", "IBD", "2026-01-09", "close-access")
READ = told("advisory.read", "2026-01-09", title="Advies", reader="CISO", issuer="IBD")
PROMISE = told(
    "promise.made", "2026-01-20", key="raad", what="de raad inlichten", owner_role="college", due="2026-03-01"
)

TABLE = [
    (
        "trigger",
        [told("response.opened", "2026-01-02", trigger="bericht in de krant")],
        "Aanleiding: bericht in de krant.",
    ),
    ("use", [USES], "Polderdam gebruikt Voordeur, volgens eigen opgave (op 3 januari 2026)."),
    ("use", [told("use.declared", "2026-01-03", use="does-not-use", product="Voordeur")], "gebruikt Voordeur niet"),
    ("use", [], "Of Polderdam het product gebruikt, is niet vastgelegd."),
    ("advice-stream", [READ], "Ontvangen van de IBD: Advies, gelezen door CISO (op 9 januari 2026)."),
    ("advice-received", [NCSC, IBD, READ], "1 dag na het advies van het NCSC dat op 8 januari 2026 uitkwam."),
    ("main-advice", [NCSC, IBD], "Het hoofdadvies van de IBD was: voordeur afsluiten."),
    ("advice-lineage", [NCSC, IBD], "De IBD volgde daarin het NCSC (op 8 januari 2026): toegang van buiten sluiten."),
    (
        "followed",
        [NCSC, IBD, READ, told("measure.done", "2026-01-11", step="close-access")],
        "Dat advies is opgevolgd op 11 januari 2026, 2 dagen na ontvangst.",
    ),
    (
        "followed",
        [IBD, told("measure.done", "2026-01", step="close-access")],
        "Dat advies is opgevolgd (in januari 2026); hoeveel dagen na het advies is niet vastgelegd.",
    ),
    ("followed", [IBD], "Of dat advies is opgevolgd, is niet vastgelegd."),
    (
        "followed",
        [IBD, told("measure.started", "2026-01-11", step="close-access")],
        "Dat advies is nog niet opgevolgd.",
    ),
    (
        "deviation",
        [
            told(
                "measure.deviated",
                "2026-01-11",
                step="close-access",
                instead="alleen van buiten dicht",
                reason="binnen werkt door",
                equivalent=True,
            )
        ],
        "Anders dan geadviseerd is gedaan: alleen van buiten dicht. Reden: binnen werkt door. Deze maatregel geldt als",
    ),
    ("closing", [CLOSED], "De toegang van buiten is gesloten (de voordeur), op 10 januari 2026, op advies."),
    (
        "restrictions",
        [told("restriction.imposed", "2026-01-10", key="thuis", what="thuis werken", who="medewerkers")],
        "Sinds 10 januari 2026 niet mogelijk: thuis werken, voor medewerkers.",
    ),
    (
        "restrictions",
        [
            told("restriction.imposed", "2026-01-10", key="thuis", what="thuis werken", who="medewerkers"),
            told("restriction.lifted", "2026-01-15", key="thuis"),
        ],
        "Van 10 januari 2026 tot 15 januari 2026 niet mogelijk: thuis werken",
    ),
    ("days-closed", [CLOSED, REOPENED], "De toegang was 5 dagen dicht (10 januari tot 15 januari)."),
    ("days-closed", [CLOSED], "De toegang is nu 22 dagen dicht (10 januari tot 1 februari)."),
    (
        "days-closed",
        [told("access.closed", "2026-01", scope="all", what="de voordeur")],
        "Hoeveel dagen de toegang dicht is, is niet te zeggen: de dag van sluiten is niet vastgelegd.",
    ),
    (
        "days-closed-after-fix",
        [CLOSED, FIXED, REOPENED],
        "Daarvan kwamen 3 dagen na de herstelversie (patch), die op 12 januari 2026 is geïnstalleerd.",
    ),
    (
        "raised",
        [told("monitoring.raised", "2026-01-10", reason="misbruik bekend", criterion="14 dagen stil")],
        "De bewaking is verhoogd op 10 januari 2026: misbruik bekend. Terug naar normaal: 14 dagen stil.",
    ),
    (
        "mitigation",
        [told("measure.done", "2026-01-05", step="mitigate", team="I&A")],
        "De tijdelijke maatregel van de leverancier is genomen op 5 januari 2026 door team I&A.",
    ),
    (
        "mitigation-checked",
        [
            told("measure.done", "2026-01-05", step="mitigate"),
            told("measure.verified", "2026-01-06", step="mitigate", result="effective"),
        ],
        "De tijdelijke maatregel is gecontroleerd en werkzaam bevonden; methode niet in de bron vermeld.",
    ),
    ("fix-installed", [USES, FIXED], "De herstelversie (patch) is geïnstalleerd, op 12 januari 2026."),
    ("fix-installed", [USES], "Dat een herstelversie (patch) is geïnstalleerd, is niet vastgelegd."),
    ("fix-checked", [FIXED], "Een controle van de herstelversie (patch) is niet vastgelegd."),
    ("builds", [FIXED], "Welke versie (build) er draait, is niet vastgelegd."),
    ("sessions", [FIXED], "Dat alle sessies zijn beëindigd, is niet vastgelegd."),
    (
        "sessions",
        [FIXED, told("sessions.ended", "2026-01-13", side_effect="opnieuw inloggen", decided_by="directie")],
        "Alle sessies zijn beëindigd, op 13 januari 2026; aanvaard gevolg: opnieuw inloggen (besluit: directie).",
    ),
    (
        "exposed-period",
        [USES, told("window.stated", "2026-01-20", start="2025-12-24", end="2026-01-16", reason="eigen opgave")],
        "De kwetsbare periode liep van 24 december tot en met 16 januari (24 dagen).",
    ),
    (
        "investigating",
        [told("hunt.opened", "2026-01-14", hunt="h", questions=["access", "attempts", "extent"])],
        "Onderzocht wordt of aanvallers toegang hadden, of zij dat hebben geprobeerd en hoe ver zij kwamen.",
    ),
    (
        "context",
        [told("context.stated", "2026-01-14", what="een firewall")],
        "Dat is geen bewijs dat er geen misbruik was.",
    ),
    ("no-investigation", [USES], "Een onderzoek naar misbruik is niet vastgelegd"),
    (
        "before-reopening",
        [
            CLOSED,
            told("hunt.opened", "2026-01-13", hunt="test"),
            told("hunt.ran", "2026-01-13", hunt="test", result="no-signs"),
            REOPENED,
        ],
        "Vóór het heropenen is gekeken naar sporen (test): geen sporen gevonden; wijze en bereik niet vastgelegd.",
    ),
    (
        "why-it-waits",
        [CLOSED, told("hunt.opened", "2026-01-13", hunt="test")],
        "Heropenen wacht op het onderzoek: het onderzoek loopt nog.",
    ),
    (
        "reopening-advice",
        [case_told("reopening.advised", "2026-01-14", issuer="IBD", version="1", builds=["2.1"])],
        "De IBD adviseerde op 14 januari 2026 dat openstellen met 2.1 weer veilig is.",
    ),
    (
        "on-services",
        [told("impact.stated", "2026-01-11", group="inwoners", channel="balie", impact="none")],
        "Voor inwoners (balie): geen gevolgen (opgave op 11 januari 2026).",
    ),
    (
        "on-council",
        [told("impact.stated", "2026-01-11", group="raadsleden", channel="iBabs", impact="none")],
        "Voor raadsleden (iBabs): geen gevolgen",
    ),
    ("costs", [told("cost.recorded", "2026-01-20", cents=0, what="overwerk")], "Kosten: nihil (0 euro) (overwerk)."),
    ("costs", [told("cost.recorded", "2026-01-20", cents=123450, what="inhuur")], "Kosten: 1.234,50 euro (inhuur)."),
    (
        "effort",
        [told("effort.recorded", "2026-01-20", roles=["I&A", "CISO"], minutes=150, outside_hours=True)],
        "Inzet van I&A en CISO: buiten kantooruren (overwerk), 2 uur.",
    ),
    (
        "backlogs",
        [told("backlog.measured", "2026-01-20", unit="balie", kind="paper", open=True)],
        "Achterstand balie, op papier: omvang niet vermeld (opgave op 20 januari 2026).",
    ),
    (
        "not-over",
        [told("restriction.imposed", "2026-01-10", key="thuis", what="thuis werken", who="medewerkers")],
        "De gevolgen zijn nog niet voorbij. Nog open: beperking: thuis werken voor medewerkers",
    ),
    (
        "about-misuse",
        [
            told("statement.made", "2026-01-20", grade="no-attempts-seen"),
            told("statement.made", "2026-01-20", grade="nothing-suspicious"),
        ],
        "Verklaard is: geen pogingen gezien, op 20 januari 2026. Verklaard is: niets verdachts gezien",
    ),
    (
        "provisional",
        [told("statement.made", "2026-01-20", grade="no-misuse-found", provisional=True)],
        "Voorlopig beeld, op 20 januari 2026: geen misbruik gevonden.",
    ),
    ("promises", [PROMISE], "Toegezegd is: de raad inlichten, uiterlijk op 1 maart 2026 (door: college)."),
    ("promises", [PROMISE, told("promise.kept", "2026-02-01", key="raad")], "Nagekomen op 1 februari 2026."),
]


@pytest.mark.parametrize(("key", "entries", "expected"), TABLE, ids=[f"{row[0]} {n}" for n, row in enumerate(TABLE)])
def test_the_sentence_says_what_is_recorded(key, entries, expected):
    assert expected in says(key, *entries)


@pytest.mark.parametrize("key", sorted(set(EVERY) - {"use"}))
def test_a_sentence_without_facts_is_not_written(key):
    assert not says(key)


@pytest.mark.parametrize(("key", "entries", "expected"), TABLE, ids=[f"{row[0]} {n}" for n, row in enumerate(TABLE)])
def test_every_sentence_is_there_in_english_and_rests_on_what_is_there(key, entries, expected):
    about = material(*entries)
    for sentence in listed(EVERY[key](about), key, about):
        assert sentence.text.en
        assert sentence.text.en != sentence.text.nl
        assert set(sentence.entries) <= set(about.entries)
        assert sentence.template


def test_a_recorded_date_that_was_derived_says_so():
    derived = told("monitoring.raised", "2026-01-10", reason="misbruik")
    derived = replace(derived, source=Source("college", "brief", "datum afgeleid: vrijdag"))
    assert "(datum afgeleid)" in says("raised", derived)


def test_what_is_only_known_and_not_dated_says_no_more_than_that():
    known = told("access.closed", known="2026-01", scope="all", what="de voordeur")
    assert "niet later dan januari 2026" in says("closing", known)


def test_the_letter_ends_with_its_as_of_and_says_nothing_twice():
    draft = council_letter(material(USES, CLOSED, FIXED, REOPENED))
    words = [sentence.text.nl for sentence in draft.told()]
    assert (
        words[-1].startswith("De feiten zijn achteraf")
        or "Dit stuk geeft de stand van 1 februari 2026 13:00" in words[-1]
    )
    assert len(words) == len(set(words))


def test_a_label_that_does_not_allow_the_audience_is_left_out_in_sight():
    about = material(replace(USES, label=Label.RED), CLOSED)
    lines = written(templates.USE, about, Audience.PUBLIC)
    assert [line.told for line in lines] == [False]
    assert "TLP:RED" in lines[0].why_not.nl
