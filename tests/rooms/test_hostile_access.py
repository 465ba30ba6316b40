"""Every address of the product, asked for by those who have no business there.

Generated from the addresses themselves: a page that a later change adds is asked for too, and fails here until the
stage can name what it wants, or until it is called public below.
"""

import io
import zipfile
from uuid import UUID, uuid4

import pytest
from django.apps import apps

from hostile_stage import SECRETS, Stage, address, own_pages, sign_in, stage

pytestmark = pytest.mark.django_db

PUBLIC = {"home", "account_signup", "recorded"}
"""Pages that anybody may open. `recorded` shows the crises that public documents recorded, nothing else."""

LISTS = {
    "link_questions", "record", "checks", "advisories", "providers", "cases", "documents", "systems", "now", "members",
    "member_contacts", "picture", "tokens", "write_advisory", "upload_advisory", "amend_range", "open_case",
    "desk_folder", "single_sign_on", "products", "names", "decide_name", "who_is_hit", "remediation",
}  # fmt: skip
"""Pages that name nobody: each shows whoever asks what is theirs, so that an outsider may find an empty one."""

AFTERWARDS = {"document_pdf", "entry_removal", "file_removal", "night_sheet_pdf", "single_sign_on"}
"""Pages that open only once something was sent, asked, written to a file or set up; tests of their rooms do that."""

OWN_FILES = {"desk_folder"}
"""Forms that name nobody and hand whoever sends them a file of what is theirs."""

ONLY_POSTED = {"decide_name", "desk_folder"}
"""Forms that name nobody and stand on another page: nothing opens there."""

SHUT = {302, 404}
REFUSED = {302, 403, 404, 405}
STRANGERS = ["anonymous", "ciso of another organisation", "operator", "desk of another sector"]
# What a refused look may still write: its own session, and the account that the test itself makes.
NOT_COUNTED = {"sessions.Session", "axes.AccessAttempt", "axes.AccessLog", "axes.AccessFailureLog"}


@pytest.fixture
def played():
    return stage()


def enter(client, who, cast):
    match who:
        case "ciso of another organisation":
            sign_in(client, "ciso", cast.outsider)
        case "operator":
            sign_in(client, "operator", cast.town)
        case "desk of another sector":
            sign_in(client, "desk", cast.health_cert)


def others(arguments):
    """Return the same arguments with ids that do not exist, slugs kept."""
    return {name: uuid4() if isinstance(value, UUID) else value for name, value in arguments.items()}


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def everything():
    models = {model._meta.label: model for model in apps.get_models() if model._meta.managed}
    return {label: model.objects.count() for label, model in models.items() if label not in NOT_COUNTED}


def asked(played: Stage, *, named: bool):
    """Yield page and arguments of everything but the public pages: those that name somebody, or those that do not."""
    for page, wanted in own_pages():
        if page not in PUBLIC and bool(wanted) is named:
            for arguments in played.arguments(page, wanted):
                yield page, arguments


def test_pages_without_anybody_in_their_address_are_listed(played):
    assert {page for page, _ in asked(played, named=False)} == LISTS


@pytest.mark.parametrize("who", STRANGERS)
def test_what_is_not_yours_is_answered_like_what_is_not_there(client, played, who):
    enter(client, who, played.cast)
    wrong = []
    for page, arguments in asked(played, named=True):
        there = client.get(address(page, arguments))
        absent = client.get(address(page, others(arguments)))
        if there.status_code == 405 == absent.status_code:
            continue
        same = there.content == absent.content if there.status_code == 404 else True
        if there.status_code not in SHUT or there.status_code != absent.status_code or not same:
            wrong.append((page, arguments, there.status_code, absent.status_code))
    assert not wrong


@pytest.mark.parametrize("who", STRANGERS)
def test_lists_show_a_stranger_nothing_of_ours(client, played, who):
    enter(client, who, played.cast)
    told = []
    for page, arguments in asked(played, named=False):
        answer = client.get(address(page, arguments), follow=False)
        assert answer.status_code in ({405} if page in ONLY_POSTED else {200, 403, *SHUT}), page
        told += [(page, secret) for secret in SECRETS if secret in answer.content.decode()]
    assert not told


def test_a_file_of_what_is_theirs_holds_nothing_of_ours(client, played):
    taken = []
    for role, at in (("desk", played.cast.town_cert), ("desk", played.cast.health_cert)):
        sign_in(client, role, at)
        for page in sorted(OWN_FILES):
            files = unpacked(client.post(address(page, {})).content)
            taken.append({secret for secret in SECRETS if secret in files})
    own, other = taken
    assert own
    assert not other


@pytest.mark.parametrize("who", [who for who in STRANGERS if not who.startswith("desk")])
def test_who_sits_at_no_desk_takes_no_file(client, played, who):
    enter(client, who, played.cast)
    assert {client.post(address(page, {})).status_code for page in OWN_FILES} <= REFUSED


@pytest.mark.parametrize("who", STRANGERS)
def test_nothing_is_written_by_whoever_has_no_business_there(client, played, who):
    enter(client, who, played.cast)
    before = everything()
    wrong = []
    for named in (True, False):
        for page, arguments in asked(played, named=named):
            if page in OWN_FILES:
                continue
            answer = client.post(address(page, arguments), {"version": "1"})
            if answer.status_code not in (REFUSED if named else {*REFUSED, 422}):
                wrong.append((page, arguments, answer.status_code))
    assert not wrong
    assert everything() == before


def test_each_page_opens_for_somebody(client, played):
    """The success beside the refusals: what is shut for strangers is there, and opens for those it is meant for."""
    cast = played.cast
    shut = {
        (page, tuple(sorted(arguments.items())))
        for named in (True, False)
        for page, arguments in asked(played, named=named)
    }
    for role, at in (("ciso", cast.town), ("desk", cast.town_cert), ("national", cast.national)):
        sign_in(client, role, at)
        for page, arguments in sorted(shut, key=str):
            answer = client.get(address(page, dict(arguments)))
            opens = answer.status_code in {200, 405} or (answer.status_code == 302 and "login" not in answer.url)
            if opens:
                shut.discard((page, arguments))
    assert {page for page, _ in shut} == AFTERWARDS
