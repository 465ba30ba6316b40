"""A program sees exactly what its owner's pages show, and can do all that they can: asked of every operation."""

import inspect
import re
from uuid import uuid4

import pytest
from django.utils import timezone

from api_client import BASE, Program, account_of, program, token_of
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.operation import Asking, File, Operation, Scope
from dijkwacht.organisations.selectors import viewer_for
from dijkwacht.web.api.serving import is_paged, pages_itself
from dijkwacht.web.api.shapes import plain
from dijkwacht.web.api.site import operations
from hostile_stage import SECRETS, address, own_pages, sign_in, stage

pytestmark = pytest.mark.django_db

AFTERWARDS = {"document_pdf"}
"""Pages that open only once something was sent."""

NOT_OVER_THE_API = {
    "home": "sends people to where their work begins",
    "account_signup": "nobody signs up",
    "answer_sheet": "a sheet of paper for people",
    "type_in": "what stands on paper is typed by people; programs record each entry",
    "night_sheet": "a sheet of paper with code words, which only people may have",
    "night_sheet_pdf": "as night_sheet",
    "new_code_words": "as night_sheet",
    "desk_folder": "people take the folder out, and the record says who; it holds code words",
    "tokens": "people make tokens; one that makes others would outlive its being revoked",
    "revoke_token": "as tokens",
    "end_role": "people give and take roles; a token that did would outlive its being revoked",
    "assign_duty": "people decide who stands in",
    "give_consent": "people decide who may see their name",
    "record_ground": "as give_consent",
    "withdraw_consent": "as give_consent",
    "remove_from_record": "a removal by law is two people at a screen who saw what goes",
    "entry_removal": "the second person signs in himself, which a token cannot",
    "evidence_rules": "people load rules, having read them: a wrong one searches everything again",
    "judge_findings": "a named person judges",
    "ask_file_removal": "a removal by law is two people at a screen who saw what goes",
    "file_removal": "the second person signs in himself, which a token cannot",
    "hand_out_evidence": "people hand evidence out, with a consent that they read",
    "renew_password": "somebody says it by telephone",
    "single_sign_on": "people sign in, programs have a token",
}
"""Pages whose work no program does, and why."""

ALL = {one.name: one for _, one in operations()}
OF_NO_PAGE = {"hook": str(uuid4()), "permission": str(uuid4())}
"""What no page names: none of these exists."""

READS = [one for one in ALL.values() if one.method == "GET"]
WHO = {
    "ciso": ("ciso", "town"),
    "clerk": ("clerk", "town"),
    "operator": ("operator", "town"),
    "desk": ("desk", "town_cert"),
    "other desk": ("desk", "health_cert"),
    "national": ("national", "national"),
    "neighbour": ("ciso", "other_town"),
    "stranger": ("ciso", "outsider"),
}
RARER = {"clerk", "operator", "national", "other desk", "stranger"}
EACH_TIME = [pytest.param(who, marks=pytest.mark.deep if who in RARER else ()) for who in WHO]
"""The three who differ most each time, everybody before a release; test_hostile_access holds who finds nothing."""


@pytest.fixture
def played(settings):
    settings.API_PER_MINUTE = 100_000
    return stage()


def arguments(played, one: Operation):
    """Return the path of an operation filled in from the stage, and the query that it cannot do without."""
    path = one.path
    for page in (*one.pages, ""):
        for name, values in played.slugs.get(page, {}).items():
            path = path.replace("{" + name + "}", str(values[0]))
    named = {**OF_NO_PAGE, **{name: str(value) for name, value in played.named.items()}}
    path = re.sub(r"{(\w+)}", lambda match: named[match[1]], path)
    wanted = [
        name
        for name, parameter in inspect.signature(one.call).parameters.items()
        if name != "asking" and "{" + name + "}" not in one.path and parameter.default is inspect.Parameter.empty
    ]
    return path, {name: named[name] for name in wanted if name != "given"}


def test_every_page_has_its_operation_or_a_reason_why_not():
    pages = {name for name, _ in own_pages()}
    done = {page for one in ALL.values() for page in one.pages}
    assert pages - done == set(NOT_OVER_THE_API)
    assert done - pages == set()


def test_every_form_that_records_has_a_write():
    recording = {
        page
        for page in (name for name, _ in own_pages())
        if page.endswith(("_deed", "_use", "_call", "_contact", "_works", "_broken", "_inventory"))
        or page.startswith(("write_", "add_", "open_", "record_in", "ask_", "answer_", "approve_", "send_", "revise_"))
    }
    writes = {page for one in ALL.values() if one.method != "GET" for page in one.pages}
    assert recording - writes <= set(NOT_OVER_THE_API)


def test_names_and_paths_stand_once():
    listed = [one for _, one in operations()]
    assert len({one.name for one in listed}) == len(listed)
    assert len({(one.method, re.sub(r"{\w+}", "{}", one.path)) for one in listed}) == len(listed)


def test_reads_need_the_scope_to_read_and_no_write_does():
    assert {one.scope for one in READS} == {Scope.READ}
    assert Scope.READ not in {one.scope for one in ALL.values() if one.method != "GET"}


@pytest.mark.parametrize("who", EACH_TIME)
def test_a_token_is_answered_what_its_owner_may_see(played, who):
    role, at = WHO[who]
    account = account_of(role, getattr(played.cast, at))
    reader = Program(token_of(role, None, account=account))
    wrong = []
    for one in READS:
        path, query = arguments(played, one)
        answer = reader.get(path, query)
        expected = direct(one, account, played)
        if expected is None:
            same = answer.status_code == 404
        elif isinstance(expected, File):
            same = answer.status_code == 200 and answer.content[:100] == expected.content[:100]
        elif is_paged(one):
            same = answer.status_code == 200 and reader.everything(path, query) == expected
        else:
            same = answer.status_code == 200 and steady(answer.json()) == steady(expected)
        if not same:
            wrong.append((one.name, answer.status_code, answer.content[:300]))
    assert not wrong


def direct(one: Operation, account, played):
    """Return what the operation gives this account's viewer when asked without any API; None where there is nothing."""
    at = timezone.now()
    path, query = arguments(played, one)
    names = re.findall(r"{(\w+)}", one.path)
    values = dict(zip(names, re.fullmatch(re.sub(r"{\w+}", "([^/]+)", one.path), path).groups(), strict=True))
    hints = inspect.signature(one.call).parameters
    given = {key: hints[key].annotation(text) for key, text in {**values, **query}.items()}
    if pages_itself(one):
        given["limit"] = 10_000
    try:
        found = one.call(Asking(viewer_for(account, at), at), **given)
    except NotFound:
        return None
    return found if isinstance(found, File) else plain(found)


def steady(answer):
    """Leave out what tells the moment of asking, to the microsecond."""
    if isinstance(answer, dict):
        return {key: steady(value) for key, value in answer.items() if key not in {"at", "moments", "end"}}
    return [steady(one) for one in answer] if isinstance(answer, list) else answer


@pytest.mark.parametrize("who", EACH_TIME)
def test_a_token_and_the_pages_of_its_owner_open_the_same_doors(client, played, who):
    role, at = WHO[who]
    sign_in(client, role, getattr(played.cast, at))
    reader = program(role, getattr(played.cast, at))
    told = {"pages": "", "api": ""}
    wrong = []
    shown = {}
    for page, wanted in own_pages():
        if page in {*NOT_OVER_THE_API, *AFTERWARDS}:
            continue
        for each in played.arguments(page, wanted):
            answer = client.get(address(page, each), follow=True)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                told["pages"] += answer.content.decode()
            shown.setdefault(page, set()).add(answer.status_code)
    for one in READS:
        path, query = arguments(played, one)
        answer = reader.get(path, query)
        if answer["Content-Type"].startswith("application/json"):
            told["api"] += answer.content.decode()
        opened = [200 in shown[page] for page in one.pages if page in shown]
        empty = is_paged(one) and answer.status_code == 200 and not answer.json()["items"]
        if answer.status_code == 200 and opened and not any(opened) and not empty:
            wrong.append((one.name, {page: shown.get(page) for page in one.pages}))
    assert not wrong
    assert {secret for secret in SECRETS if secret in told["api"]} == {
        secret for secret in SECRETS if secret in told["pages"]
    }


def test_a_write_of_somebody_else_is_answered_like_what_is_not_there(played):
    stranger = program("ciso", played.cast.outsider)
    wrong = []
    for one in ALL.values():
        if one.method == "GET" or "{" not in one.path:
            continue
        path, query = arguments(played, one)
        answer = stranger.client.generic(
            one.method,
            f"{BASE}{path}" + ("?question_set=raad" if query else ""),
            "{}",
            content_type="application/json",
            headers={**stranger.headers, "If-Match": '"1"'},
        )
        if answer.status_code not in {404, 422}:
            wrong.append((one.name, answer.status_code))
    assert not wrong
