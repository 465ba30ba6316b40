"""The sheet for the night when nothing else works: one page whatever was recorded, fresh after every change."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from dijkwacht.kernel.text import Text
from dijkwacht.organisations.domain.code_words import CodeWords
from dijkwacht.organisations.selectors import code_words
from dijkwacht.organisations.services import ensure_code_words, rotate_code_words
from dijkwacht.reporting.domain.night_sheet import (
    LONG,
    MOST_DESK,
    MOST_OTHERS,
    MOST_REACH,
    MOST_STEPS,
    MOST_STOPS,
    SHORT,
    NightSheet,
    Reach,
    SheetCase,
    SheetStep,
    clipped,
    printed,
)
from dijkwacht.reporting.engine.typesetter import NIGHT_SHEET, typeset
from dijkwacht.reporting.models import NightSheetRow
from dijkwacht.reporting.selectors.night_sheets import night_sheet
from dijkwacht.reporting.services import refresh_night_sheet
from dijkwacht.reporting.services.night_sheets import HEADS
from hostile_stage import sign_in
from organisations_cast import DESK_WORK, contact, viewer
from response_cast import scene

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINE, NAME = ("Gemeentewerk " * LONG)[:LONG], ("Gemeentewerk " * SHORT)[:SHORT]
WIDE, NARROW = Text(LINE, LINE), Text(NAME, NAME)
DUE = Text("voor 22 september 2026", "by 22 September 2026")
STEP = SheetStep(15, NARROW, Text("niet van toepassing (12 van 12)", "not applicable"), DUE, settled=True)
FULLEST = NightSheet(
    LINE,
    "TLP:AMBER",
    True,
    NOW,
    (Reach(NARROW, Text("berichtendienst", "messenger"), NAME, Text("vervangt nu", "stands in")),) * MOST_REACH,
    LINE,
    (Reach(NARROW, Text("website", "website"), NAME, Text("", "")),) * MOST_DESK,
    CodeWords("vuurtoren paddenstoel", "boterham kruiwagen", NOW),
    SheetCase(
        WIDE,
        ((Text("Toegang van buiten", "x"), Text("heropend tegen de toets in", "x")),) * 4,
        (
            SheetStep(
                15, NARROW, Text("niet van toepassing (12 van 12)", "x"), Text("voor 22 september 2026", "x"), True
            ),
        )
        * MOST_STEPS,
        (WIDE,) * MOST_STOPS,
        ((Text("Kwetsbare periode", "x"), WIDE),) * 3,
    ),
    (WIDE,) * MOST_OTHERS,
    {"reach": 99, "steps": 99, "stops": 99, "others": 99},
)
MADE = {"made_at": "02-03-2026 10:00", "year": 2026, "month": 3, "day": 2}


@pytest.fixture
def played():
    made = scene()
    contact(made.cast.town, "phone", "06 11223344", carried_by="other")
    contact(made.cast.town, "mail", "ciso@elders.example")
    return made


def pages(content):
    return PdfReader(io.BytesIO(content)).pages


def text_of(content):
    return " ".join(page.extract_text() for page in pages(content))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_fullest_sheet_that_can_be_is_one_page(language):
    content = typeset({**printed(FULLEST, language), **HEADS, **MADE}, NOW, NIGHT_SHEET)
    assert len(pages(content)) == 1
    assert "99" in text_of(content)


def test_the_page_count_would_notice_a_line_too_many():
    case = replace(FULLEST.case, steps=FULLEST.case.steps * 4)
    content = typeset({**printed(replace(FULLEST, case=case), "nl"), **HEADS, **MADE}, NOW, NIGHT_SHEET)
    assert len(pages(content)) > 1


def test_a_long_line_is_cut_where_one_sees_it():
    assert clipped("a  b\nc") == "a b c"
    assert clipped("x" * 200) == "x" * (LONG - 1) + "…"


def test_the_file_holds_contacts_steps_and_words_and_stays_until_something_changes(played):
    town, now = played.cast.town, timezone.now()
    assert refresh_night_sheet(organisation=town, at=now)
    row = NightSheetRow.objects.get(organisation=town)
    words = code_words(viewer("ciso", town), town, now)
    told = text_of(bytes(row.content))
    for part in ("Súdwest-Tweestroom", "06 11223344", "Gemeentewacht", "Bewijs veiligstellen", words.desk_says):
        assert part in told
    assert not refresh_night_sheet(organisation=town, at=now + timedelta(minutes=5))
    played.told("measure.done", "2020-01-17", step="fix")
    assert refresh_night_sheet(organisation=town, at=now + timedelta(minutes=6))
    assert NightSheetRow.objects.get(organisation=town).digest != row.digest


def waiting(organisation):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'reporting.refresh_night_sheet'"
            " AND status = 'todo' AND priority < 0 AND args->>'organisation' = %s",
            [str(organisation)],
        )
        return cursor.fetchone()[0]


def done(organisation):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'organisation' = %s", [str(organisation)])


def test_every_change_asks_for_it_once_and_a_change_taken_back_does_not(played):
    town = played.cast.town
    changes = (
        lambda: played.told("measure.done", "2020-01-17", step="fix"),
        lambda: contact(town, "phone", "06 99887766"),
        lambda: rotate_code_words(organisation=town, at=timezone.now(), actor=DESK_WORK),
        lambda: played.case_told(
            "exploitation.known", "2020-01-14", vulnerabilities=["CVE-2019-19781"], since="2020-01-08"
        ),
    )
    for change in changes:
        done(town)
        change()
        changes[0]()
        assert waiting(town) == 1
    done(town)
    kept = transaction.savepoint()
    changes[0]()
    assert waiting(town) == 1
    transaction.savepoint_rollback(kept)
    assert waiting(town) == 0


def test_who_may_see_the_sheet_and_its_file(client, played):
    town, cert = played.cast.town, played.cast.town_cert
    refresh_night_sheet(organisation=town, at=timezone.now())
    sheet, file = reverse("night_sheet", args=[town]), reverse("night_sheet_pdf", args=[town])
    for role, at, seen, given in (
        ("ciso", town, 200, 200),
        ("clerk", town, 200, 200),
        ("desk", cert, 200, 404),
        ("ciso", played.cast.other_town, 404, 404),
        ("desk", played.cast.health_cert, 404, 404),
        ("national", played.cast.national, 404, 404),
    ):
        sign_in(client, role, at)
        assert (client.get(sheet).status_code, client.get(file).status_code) == (seen, given), role


def test_the_desk_sees_the_words_but_not_what_is_not_shared_with_it(played):
    town = played.cast.town
    played.told("restriction.imposed", "2020-01-17", key="k", what="thuiswerken", who="iedereen")
    ensure_code_words(organisation=town, at=timezone.now())
    own = night_sheet(viewer("ciso", town), town, timezone.now())
    desk = night_sheet(viewer("desk", played.cast.town_cert), town, timezone.now())
    assert own.words == desk.words
    assert own.words is not None
    assert (len(own.case.stops), len(desk.case.stops)) == (1, 0)


def test_new_words_on_request_replace_the_old_on_both_sides(client, played):
    town = played.cast.town
    before = ensure_code_words(organisation=town, at=timezone.now())
    sign_in(client, "desk", played.cast.town_cert)
    assert client.post(reverse("new_code_words", args=[town]), {"why": "given-away"}).status_code == 302
    after = code_words(viewer("director", town), town, timezone.now())
    assert not set(f"{before.desk_says} {before.member_answers}".split()) & set(
        f"{after.desk_says} {after.member_answers}".split()
    )
    sign_in(client, "clerk", town)
    assert client.post(reverse("new_code_words", args=[town])).status_code == 404


def test_words_that_did_their_time_are_replaced_and_others_kept(played):
    town, now = played.cast.town, timezone.now()
    first = ensure_code_words(organisation=town, at=now - timedelta(days=89))
    assert ensure_code_words(organisation=town, at=now) == first
    assert ensure_code_words(organisation=town, at=now + timedelta(days=2)) != first
