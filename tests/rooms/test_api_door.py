"""The door of the API: tokens, scopes, rates; pages, unchanged reads, versions seen, and requests sent twice."""

import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from api_client import BASE, Program, account_of, program, token_of
from dijkwacht.advisories.api import OPERATIONS as ADVICE
from dijkwacht.exposure.api import OPERATIONS as INVENTORIES
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.operation import Scope
from dijkwacht.organisations.models import Account, ContactPoint, KeptAnswer, Token
from dijkwacht.organisations.selectors import token_for, tokens_of, viewer_for
from dijkwacht.organisations.services import (
    TooManyTokens,
    answer_once,
    forget_answers,
    make_token,
    revoke_token,
)
from dijkwacht.web.api.door import largest_body
from dijkwacht.web.api.limits import Limiter
from hostile_stage import sign_in
from organisations_cast import assemble, contact

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024

PHONE = {"role": "ciso", "channel": "phone", "value": "06 44556677", "carried_by": "other"}


@pytest.fixture
def cast():
    return assemble()


def contacts_path(cast):
    return f"/organisations/{cast.town}/contacts"


def test_a_token_reads_what_its_owner_may_see(cast):
    contact(cast.town, "phone", "06 44556677")
    answer = program("ciso", cast.town).get(f"/organisations/{cast.town}")
    assert answer.status_code == 200
    assert answer.json()["contacts"]["contacts"][0]["value"] == "06 44556677"
    assert program("ciso", cast.other_town).get(f"/organisations/{cast.town}").status_code == 404


def test_nothing_opens_without_a_token_that_holds(cast):
    account, now = account_of("ciso", cast.town), timezone.now()
    ended = make_token(account=account, name="x", scopes=[Scope.READ], at=now - timedelta(days=100))
    revoked = make_token(account=account, name="x", scopes=[Scope.READ], at=now)
    revoke_token(account=account, token=revoked.id, at=now)
    holds = token_of("ciso", cast.town)
    for text in ("", "nonsense", ended.text, revoked.text, holds[:-1], holds + "A", "dijkwacht_" + "A" * 43):
        answer = Program(text).get("/organisations")
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["WWW-Authenticate"].startswith("Bearer")
    assert Program(holds).get("/organisations").status_code == 200


def test_a_token_ends_with_its_account(cast):
    text = token_of("ciso", cast.town)
    Account.objects.filter(public_id=account_of("ciso", cast.town)).update(is_active=False)
    assert Program(text).get("/organisations").status_code == 401


def test_a_session_opens_no_api(client, cast):
    sign_in(client, "ciso", cast.town)
    assert client.get(f"{BASE}/organisations").status_code == 401


def test_a_token_does_only_what_its_scopes_say(cast):
    reader = program("ciso", cast.town, Scope.READ)
    assert reader.get(f"/organisations/{cast.town}").status_code == 200
    refused = reader.post(contacts_path(cast), PHONE)
    assert refused.status_code == 403
    assert "record" in refused.json()["detail"]
    writer = program("ciso", cast.town, Scope.RECORD)
    assert writer.get(f"/organisations/{cast.town}").status_code == 403
    assert writer.post(contacts_path(cast), PHONE).status_code == 201


def test_a_token_is_kept_as_a_digest_only(cast):
    text = token_of("ciso", cast.town)
    row = Token.objects.get()
    assert text not in str(vars(row))
    seen = token_for(text, timezone.now())
    assert seen.id == row.public_id


def test_the_last_use_of_a_token_is_told(cast):
    text = token_of("ciso", cast.town)
    account = account_of("ciso", cast.town)
    assert tokens_of(account, timezone.now())[0].used_at is None
    Program(text).get("/organisations")
    assert tokens_of(account, timezone.now())[0].used_at is not None


def test_a_token_ends_after_a_year_at_the_latest_and_after_ninety_days_unasked(cast):
    account, now = account_of("ciso", cast.town), timezone.now()
    make_token(account=account, name="long", scopes=[Scope.READ], at=now, until=now + timedelta(days=4000))
    make_token(account=account, name="unasked", scopes=[Scope.READ], at=now)
    ends = {seen.name: (seen.ends_at - now).days for seen in tokens_of(account, now)}
    assert ends == {"long": 366, "unasked": 90}


def test_tokens_are_made_for_accounts_that_exist_and_not_without_end(cast):
    account, now = account_of("ciso", cast.town), timezone.now()
    with pytest.raises(NotFound):
        make_token(account=uuid4(), name="x", scopes=[Scope.READ], at=now)
    with pytest.raises(Refused):
        make_token(account=account, name="x", scopes=[], at=now)
    for _ in range(20):
        make_token(account=account, name="x", scopes=[Scope.READ], at=now)
    with pytest.raises(TooManyTokens):
        make_token(account=account, name="x", scopes=[Scope.READ], at=now)


def test_nobody_revokes_the_token_of_somebody_else(cast):
    mine = make_token(account=account_of("ciso", cast.town), name="x", scopes=[Scope.READ], at=timezone.now())
    with pytest.raises(NotFound):
        revoke_token(account=account_of("ciso", cast.outsider), token=mine.id, at=timezone.now())


def test_too_many_requests_are_told_when_to_come_back(cast, settings):
    settings.API_PER_MINUTE = 3
    one, other = program("ciso", cast.town), program("ciso", cast.town)
    answers = [one.get("/organisations") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 20
    assert other.get("/organisations").status_code == 200


def test_a_bucket_fills_again_with_time():
    limiter = Limiter()
    assert [limiter.take("t", 0.0, 60) for _ in range(60)] == [0] * 60
    assert limiter.take("t", 0.0, 60) == 1
    assert limiter.take("t", 1.0, 60) == 0
    assert limiter.take("t", 1.0, 60) == 1


def test_absent_and_not_yours_are_answered_alike(cast):
    stranger = program("ciso", cast.outsider)
    absent = stranger.get(f"/organisations/{uuid4()}/looks")
    theirs = stranger.get(f"/organisations/{cast.town}/looks")
    assert absent.status_code == theirs.status_code == 404
    assert absent.content == theirs.content


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/organisations/%00", 400), ("/organisations/xyz", 422)]
)
def test_a_program_never_gets_a_page_for_people(cast, path, status):
    answer = program("ciso", cast.town).get(path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_a_method_that_is_not_there_names_those_that_are(cast):
    answer = program("ciso", cast.town).post("/organisations")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET"
    assert answer.json()["type"] == "urn:dijkwacht:problem:method"


def test_a_read_that_changed_nothing_is_not_sent_again(cast):
    reader = program("ciso", cast.town)
    first = reader.get(f"/organisations/{cast.town}")
    again = reader.get(f"/organisations/{cast.town}", If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    contact(cast.town, "phone", "06 44556677")
    assert reader.get(f"/organisations/{cast.town}", If_None_Match=first["ETag"]).status_code == 200


def test_lists_come_a_page_at_a_time_each_item_once(cast):
    reader = program("desk", cast.town_cert)
    whole = [item["id"] for item in reader.everything("/organisations")]
    small = [item["id"] for item in reader.everything("/organisations", {"limit": 2})]
    assert whole == small
    assert len(whole) == len(set(whole)) > 4


def test_the_record_comes_a_page_at_a_time_newest_first(cast):
    for number in range(5):
        contact(cast.town, "phone", f"06 4455667{number}")
    reader = program("desk", cast.town_cert)
    wanted = entries(viewer_for(account_of("desk", cast.town_cert), timezone.now()), newest_first=True)
    seen = [item["id"] for item in reader.everything("/record", {"limit": 3})]
    assert len(seen) > 6
    assert seen == [str(entry.id) for entry in wanted]


@pytest.mark.parametrize("cursor", ["nonsense", "AAAAAAAAAAAAAAAAAAAAAA", "%%%", "ééé"])
def test_a_cursor_of_no_page_is_refused(cast, cursor):
    answer = program("ciso", cast.town).get("/organisations", {"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**PHONE, "role": "king"}, "/role"),
        ({**PHONE, "value": ""}, "/value"),
        ({**PHONE, "value": 6}, "/value"),
        ({**PHONE, "channel": "mail", "value": "no address"}, "/value"),
        ({**PHONE, "nonsense": 1}, "/nonsense"),
        ({name: value for name, value in PHONE.items() if name != "value"}, "/value"),
    ],
)
def test_each_fault_is_named_by_a_pointer(cast, body, pointer):
    answer = program("ciso", cast.town).post(contacts_path(cast), body)
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert not ContactPoint.objects.exists()


@pytest.mark.parametrize("text", ["{", "[]", " ", '{"value": NaN}', '{"value": "\\ud800"}', "[" * 5000, "1" * 5000])
def test_what_is_no_object_is_refused(cast, text):
    sender = program("ciso", cast.town)
    answer = sender.client.post(
        BASE + contacts_path(cast), text, content_type="application/json", headers=sender.headers
    )
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_only_json_of_a_bounded_size_is_read(cast):
    sender = program("ciso", cast.town)
    path = BASE + contacts_path(cast)
    assert sender.client.post(path, {"value": "x"}, headers=sender.headers).status_code == 415
    large = '{"value": "' + "x" * (2 * 1024 * 1024) + '"}'
    answer = sender.client.post(path, large, content_type="application/json", headers=sender.headers)
    assert answer.status_code == 413


def test_a_file_may_be_as_large_as_its_page_takes_and_words_2_mib(settings):
    held = {one.name: largest_body(one) // MIB for one in (*ADVICE, *INVENTORIES)}
    assert (held["upload_advisory"], held["hand_in_inventory"], held["write_advisory"]) == (87, 23, 2)
    settings.UPLOAD_LARGER = {}
    assert largest_body(next(one for one in ADVICE if one.name == "upload_advisory")) // MIB == 23


def test_an_advisory_larger_than_evidence_may_be_is_taken_in_and_a_job_reads_it(cast):
    content = base64.b64encode(b'{"document": {}}' + b" " * (17 * MIB)).decode()
    answer = program("desk", cast.town_cert).post(
        "/advisory-files", {"file": {"name": "large.json", "content": content}, "level": "vendor"}
    )
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting")


def test_a_write_names_the_version_it_saw(cast):
    made = contact(cast.town, "phone", "06 44556677")
    sender = program("ciso", cast.town)
    path = f"{contacts_path(cast)}/{made}/works"
    assert sender.post(path).status_code == 428
    assert sender.post(path, If_Match="*").status_code == 422
    assert sender.post(path, If_Match='"1"').status_code == 201
    stale = sender.post(path, If_Match='"1.0f3a"')
    assert stale.status_code == 412
    assert stale.json()["type"] == "urn:dijkwacht:problem:stale"


def test_a_request_sent_twice_is_done_once_and_answered_alike(cast):
    sender = program("ciso", cast.town)
    first = sender.post(contacts_path(cast), PHONE, Idempotency_Key="k-1")
    again = sender.post(contacts_path(cast), PHONE, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Location"] == first["Location"]
    assert ContactPoint.objects.count() == 1


def test_a_key_used_for_something_else_is_refused_and_another_token_has_keys_of_its_own(cast):
    sender = program("ciso", cast.town)
    sender.post(contacts_path(cast), PHONE, Idempotency_Key="k-1")
    other = sender.post(contacts_path(cast), {**PHONE, "value": "06 1"}, Idempotency_Key="k-1")
    assert other.status_code == 422
    assert ContactPoint.objects.count() == 1
    answer = program("ciso", cast.town).post(contacts_path(cast), {**PHONE, "value": "06 1"}, Idempotency_Key="k-1")
    assert answer.status_code == 201


def test_a_fault_keeps_nothing_so_that_the_key_may_be_used_again(committed, cast):
    sender = program("ciso", cast.town)
    assert sender.post(contacts_path(cast), {**PHONE, "channel": "mail"}, Idempotency_Key="k").status_code == 422
    assert not KeptAnswer.objects.exists()
    assert sender.post(contacts_path(cast), PHONE, Idempotency_Key="k").status_code == 201


def test_kept_answers_are_forgotten_after_a_week(cast):
    program("ciso", cast.town).post(contacts_path(cast), PHONE, Idempotency_Key="k")
    assert forget_answers(at=timezone.now() + timedelta(days=6)) == 0
    assert forget_answers(at=timezone.now() + timedelta(days=8)) == 1


def test_an_answer_is_kept_in_the_transaction_of_what_it_did(committed, cast):
    token = make_token(account=account_of("ciso", cast.town), name="x", scopes=[Scope.READ], at=timezone.now())

    def broken():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        answer_once(token=token.id, key="k", request="r", at=timezone.now(), work=broken)
    assert not KeptAnswer.objects.exists()


def test_the_description_needs_no_token(client):
    answer = client.get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"] == "3.1.0"
