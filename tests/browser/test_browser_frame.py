"""The frame of every page, in a real browser: two languages, day and night, small screens, keyboard, no script."""

import pytest

CROSSWISE = [pytest.param(*look, marks=pytest.mark.deep) for look in (("nl", "dark"), ("en", "light"))]
LOOKS = [("nl", "light"), ("en", "dark"), *CROSSWISE]
FRAMES = ["/", "/accounts/login/", "/showcase/desk/", "/showcase/?bekend=2020-01-17T12:00", "/no-such-page/"]


@pytest.fixture(autouse=True)
def showcase(settings):
    settings.ROOT_URLCONF = "showcase"


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
@pytest.mark.parametrize("address", FRAMES)
def test_a_page_has_no_serious_fault(open_page, axe_clean, address, language, scheme):
    page = open_page(language=language, scheme=scheme)
    page.goto(address)
    axe_clean(page)


@pytest.mark.parametrize("address", FRAMES)
def test_a_page_fits_a_screen_of_320(open_page, no_sideways, address):
    page = open_page(width=320, height=640)
    page.goto(address)
    no_sideways(page)


def test_a_page_that_is_too_wide_is_noticed(page, no_sideways):
    page.goto("/")
    page.evaluate("() => { document.querySelector('main').style.minWidth = '5000px' }")
    with pytest.raises(AssertionError, match="is 5"):
        no_sideways(page)


def test_a_serious_fault_is_noticed(page, axe_clean):
    page.goto("/")
    page.evaluate("() => document.querySelector('main').insertAdjacentHTML('beforeend', '<input>')")
    with pytest.raises(AssertionError, match="label"):
        axe_clean(page)


def test_the_first_tab_leads_past_the_menu_to_the_content(page):
    page.goto("/showcase/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


def test_the_past_is_a_band_of_its_own_with_a_way_back_to_now(page):
    page.goto("/showcase/?bekend=2020-01-17T12:00&sort=name")
    band = page.locator(".time.past")
    assert "Stand van 17 januari 2020 12:00, zoals toen bekend" in " ".join(band.inner_text().split())
    band.get_by_role("link", name="terug naar nu").click()
    assert page.url.endswith("/showcase/?sort=name")
    assert page.locator(".time.past").count() == 0


def test_any_moment_can_be_asked_for_by_a_plain_form(open_page):
    page = open_page(script=False)
    page.goto("/showcase/?sort=name")
    page.get_by_text("Ander moment").click()
    page.get_by_label("Zoals vastgelegd op").fill("2020-01-27T09:30")
    page.get_by_role("button", name="Tonen").click()
    assert "Zoals vastgelegd op 27 januari 2020 09:30" in page.locator(".time.past").inner_text()
    assert "sort=name" in page.url


def test_a_moment_that_is_none_is_said_and_the_present_shown(page):
    page.goto("/showcase/?bekend=gisteren")
    assert "Dat is geen datum of tijd" in page.locator(".time").inner_text()
    assert page.locator(".time.past").count() == 0


def test_the_language_is_switched_by_one_press(page):
    page.goto("/")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", level=1).inner_text() == "Dike watch for software crises"


def test_type_comes_from_ourselves_and_digits_are_of_one_width(page):
    page.goto("/showcase/")
    loaded = page.evaluate(
        "() => document.fonts.ready.then(() => document.fonts.check('16px \"Atkinson Hyperlegible\"'))"
    )
    assert loaded
    widths = page.evaluate(
        """() => ['1111111111', '8888888888'].map(text => {
            const probe = document.createElement('span'); probe.textContent = text;
            document.body.append(probe); return probe.getBoundingClientRect().width })"""
    )
    assert widths[0] == pytest.approx(widths[1], abs=0.5)


@pytest.mark.parametrize(
    ("address", "status", "dutch", "english"),
    [
        ("/no-such-page/", 404, "Hier is niets dat u mag zien", "There is nothing here that you may see"),
        ("/broken/", 500, "Er ging iets mis bij ons", "Something went wrong on our side"),
    ],
)
def test_a_fault_is_told_in_both_languages(page, address, status, dutch, english):
    answer = page.goto(address)
    assert answer.status == status
    assert page.get_by_role("heading", name=dutch).is_visible()
    assert page.locator("section[lang=en]").get_by_role("heading", name=english).is_visible()


def test_a_list_is_walked_by_keys_and_search_is_one_key_away(page):
    page.goto("/showcase/desk/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("() => document.activeElement.textContent") == "Ziekenhuis De Kreek"
    page.keyboard.press("k")
    assert page.evaluate("() => document.activeElement.textContent") == "Hoogwaarden"
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.evaluate("() => document.activeElement.value") == "jk"
