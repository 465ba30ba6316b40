"""The homes, the response, the desk and the cases in a real browser: languages, small screens, keyboard, no script."""

import pytest
from django.urls import reverse

from homes_cast import assemble


@pytest.fixture
def exercise(live_server):
    return assemble()


@pytest.fixture
def pages(exercise):
    """Addresses by who opens them."""
    hospital = exercise.responses["Waterhoven"]
    return {
        "Waterhoven": [
            reverse("now"),
            reverse("response", args=[hospital]),
            reverse("cases"),
            reverse("case", args=[exercise.case]),
            reverse("answer_step", args=[hospital, "hunt", "gedaan"]),
            reverse("record_in_response", args=[hospital, "bewaking-omlaag"]),
        ],
        "cert": [
            reverse("members"),
            reverse("member", args=[exercise.members["Hoogwaarden"]]),
            reverse("response", args=[hospital]),
            reverse("open_case"),
            reverse("open_members", args=[exercise.case]),
            reverse("record_in_case", args=[exercise.case, "herstel"]),
        ],
    }


def account_of(exercise, who):
    return exercise.account(who, "desk" if who == "cert" else "ciso")


@pytest.mark.parametrize(
    ("who", "language", "scheme"),
    [
        ("Waterhoven", "nl", "light"),
        ("cert", "en", "dark"),
        pytest.param("Waterhoven", "en", "dark", marks=pytest.mark.deep),
        pytest.param("cert", "nl", "light", marks=pytest.mark.deep),
    ],
)
def test_no_page_has_a_serious_fault(open_page, signed_in, axe_clean, exercise, pages, who, language, scheme):
    page = signed_in(open_page(language=language, scheme=scheme), account_of(exercise, who))
    for address in pages[who]:
        assert page.goto(address).ok
        axe_clean(page)


@pytest.mark.parametrize("who", ["Waterhoven", "cert"])
def test_every_page_fits_a_screen_of_320(open_page, signed_in, no_sideways, exercise, pages, who):
    page = signed_in(open_page(width=320, height=640), account_of(exercise, who))
    for address in pages[who]:
        page.goto(address)
        no_sideways(page)


def test_a_step_is_answered_without_script_and_by_keyboard(open_page, signed_in, exercise):
    page = signed_in(open_page(script=False), exercise.account("Waterhoven"))
    page.goto(reverse("now"))
    summary = page.locator("summary", has_text="Geblokkeerd")
    summary.focus()
    page.keyboard.press("Enter")
    page.locator("#id_geblokkeerd_missing").fill("logbestanden van 28 dagen terug")
    page.locator("#id_geblokkeerd_waits_for").fill("leverancier")
    page.keyboard.press("Enter")
    page.get_by_text("Vastgelegd.").wait_for()
    assert "logbestanden van 28 dagen terug" in page.locator("main").inner_text()
    assert page.locator(".stations li", has_text="geblokkeerd").count() == 1


def test_the_second_of_two_sees_what_the_first_recorded_and_can_record_again(open_page, signed_in, exercise):
    first = signed_in(open_page(), exercise.account("Waterhoven"))
    second = signed_in(open_page(), exercise.account("Waterhoven", "ict"))
    for page in (first, second):
        page.goto(reverse("now"))
        page.locator("summary", has_text="Anders gedaan").click()
    answers = (
        (first, "externe logserver doorzocht", "Vastgelegd."),
        (second, "back-up doorzocht", "Iemand anders was u"),
    )
    for page, words, told in answers:
        page.locator("#id_anders_instead").fill(words)
        page.locator("#id_anders_reason").fill("eigen logbestanden te kort")
        page.get_by_role("button", name="Anders gedaan, leg vast").click()
        page.get_by_text(told).first.wait_for()
    assert "Iemand anders was u voor" in second.locator("main").inner_text()
    assert "ciso" in second.locator(".faults").inner_text()
    assert second.locator("#id_instead").input_value() == "back-up doorzocht"
    second.get_by_role("button", name="Anders gedaan, leg vast").click()
    second.get_by_text("Vastgelegd.").wait_for()


def test_the_desk_walks_its_members_by_keyboard(open_page, signed_in, exercise):
    page = signed_in(open_page(), exercise.account("cert", "desk"))
    page.goto(reverse("members"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deelnemers/*-*/")
    assert "Hoogwaarden" in page.locator("main .stand").inner_text()
