"""What every page gets: words and moments in both languages, the menu of a role, faults without a database."""

import re
from datetime import UTC, date, datetime
from typing import ClassVar
from uuid import uuid4

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import path
from django.utils import translation

from dijkwacht.kernel.actor import PUBLIC, Office, Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import Conflict, NotFound, Refused, Unreadable
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import NotAMoment, Window, midnight, read_moment
from dijkwacht.web.asof import asof_from, asof_query
from dijkwacht.web.context import home_of, links_for
from dijkwacht.web.faults import Faults

NOON = datetime(2020, 1, 17, 11, tzinfo=UTC)


def rendered(template, language="nl", **context):
    with translation.override(language):
        return engines["django"].from_string("{% load dijkwacht %}" + template).render(context)


def viewer(*roles):
    return Viewer(account=uuid4(), offices=tuple(Office(uuid4(), role) for role in roles))


@pytest.mark.parametrize(
    ("at", "dutch", "english"),
    [
        (read_moment("2020-01-17"), "vrijdag 17 januari 2020", "Friday 17 January 2020"),
        (read_moment("2020-01"), "januari 2020", "January 2020"),
        (read_moment("2020-01-17T12:00"), "17 januari 2020 12:00", "17 January 2020 12:00"),
        (NOON, "17 januari 2020 12:00", "17 January 2020 12:00"),
        (datetime(2020, 7, 1, 22, 30, tzinfo=UTC), "2 juli 2020 00:30", "2 July 2020 00:30"),
        (date(2020, 1, 17), "vrijdag 17 januari 2020", "Friday 17 January 2020"),
        (None, "niet vastgelegd", "not recorded"),
    ],
)
def test_a_moment_is_said_as_exactly_as_it_is_known(at, dutch, english):
    assert rendered("{{ at|moment }}", at=at) == dutch
    assert rendered("{{ at|moment }}", "en", at=at) == english


@pytest.mark.parametrize(
    ("count", "dutch", "english"),
    [
        (1, "1 dag", "1 day"),
        (9, "9 dagen", "9 days"),
        (Window(midnight(date(2019, 12, 24)), midnight(date(2020, 1, 17))), "24 dagen", "24 days"),
        (None, "niet vastgelegd", "not recorded"),
    ],
)
def test_days_are_counted_in_words(count, dutch, english):
    assert rendered("{{ count|days }}", count=count) == dutch
    assert rendered("{{ count|days }}", "en", count=count) == english


def test_a_text_is_said_in_the_language_of_the_page_and_escaped():
    assert rendered("{{ text|said }}", text=Text("<dicht>", "<closed>")) == "&lt;dicht&gt;"
    assert rendered("{{ text|said }}", "en", text=Text("<dicht>", "<closed>")) == "&lt;closed&gt;"


def test_a_state_is_shape_and_word():
    shown = rendered('{% state "weakness" "fixed-unchecked" "2 van 2" %}')
    assert 'class="state state-dike-pale"' in shown
    assert re.search(r'<svg[^>]+aria-hidden="true"><path[^>]+d="M', shown)
    assert "hersteld, niet gecontroleerd" in shown
    assert "2 van 2" in shown


@pytest.mark.parametrize(
    ("url", "link"), [("https://example.org/a", True), ("javascript:alert(1)", False), ("data:text/html,x", False)]
)
def test_a_source_is_a_link_only_where_it_is_a_web_address(url, link):
    source = {"stated_by": "college", "document": "", "locator": "", "url": url}
    shown = rendered('{% include "dijkwacht/parts/source.html" with source=source only %}', source=source)
    assert ("href" in shown) is link
    assert "college" in shown


@pytest.mark.parametrize(
    ("query", "asof"),
    [
        ({}, NOW),
        ({"bekend": "", "vastgelegd": ""}, NOW),
        ({"bekend": "2020-01-17T12:00"}, AsOf(known=NOON)),
        ({"vastgelegd": "2020-01-17T12:00"}, AsOf(recorded=NOON)),
        ({"bekend": "2020-01-17"}, AsOf(known=midnight(date(2020, 1, 18)))),
    ],
)
def test_an_address_tells_the_moment_looked_at(query, asof):
    assert asof_from(query) == asof


def test_a_link_keeps_the_moment_looked_at():
    assert asof_query(AsOf(known=NOON, recorded=NOON)) == "?bekend=2020-01-17T12:00&vastgelegd=2020-01-17T12:00"
    assert asof_query(NOW) == ""


def test_a_moment_that_is_none_is_refused():
    with pytest.raises(NotAMoment):
        asof_from({"bekend": "gisteren"})


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ((Role.CISO,), ["Wat nu", "Casus", "Systemen", "Stukken", "Register"]),
        ((Role.DESK,), ["Deelnemers", "Casussen", "Advies", "Register"]),
        ((Role.NATIONAL,), ["Landelijk beeld", "Casussen", "Advies"]),
        ((Role.OPERATOR,), []),
    ],
)
def test_the_menu_follows_the_role(roles, words):
    assert [link.word.nl for link in links_for(viewer(*roles))] == words


class Mounted:
    """URLs in which one page stands for itself and one belongs to an organisation."""

    urlpatterns: ClassVar = [
        path("members/", lambda _request: None, name="members"),
        path("now/<uuid:organisation>/", lambda _request: None, name="now"),
    ]


def test_a_home_is_the_first_page_of_the_menu_that_is_mounted(settings):
    settings.ROOT_URLCONF = Mounted
    ciso = viewer(Role.CISO)
    assert home_of(ciso) == f"/now/{ciso.offices[0].organisation}/"
    assert home_of(viewer(Role.DESK)) == "/members/"
    assert home_of(viewer(Role.NATIONAL)) == ""


def test_two_roles_see_each_page_once():
    names = [link.name for link in links_for(viewer(Role.CISO, Role.DESK))]
    assert len(names) == len(set(names))


def test_the_public_has_no_menu():
    assert links_for(PUBLIC) == ()


@pytest.mark.parametrize(
    ("error", "status"), [(NotFound(), 404), (Refused(), 403), (Conflict(), 409), (Unreadable(), 400)]
)
def test_a_foreseen_error_answers_with_its_page(error, status):
    answer = Faults(lambda _request: None).process_exception(RequestFactory().get("/"), error)
    assert answer.status_code == status
    assert b'lang="en"' in answer.content


def test_an_error_that_nobody_foresaw_goes_on():
    assert Faults(lambda _request: None).process_exception(RequestFactory().get("/"), ValueError()) is None


@pytest.mark.parametrize("status", [400, 403, 404, 409, 500])
def test_error_pages_are_made_of_nothing_but_themselves(status):
    # no database mark on this test: a query would fail it
    shown = rendered(f'{{% include "{status}.html" only %}}')
    assert '<html lang="nl">' in shown
    assert '<section lang="en">' in shown
