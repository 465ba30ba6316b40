import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

import journal_cast as cast
from dijkwacht.journal import selectors, services
from dijkwacht.journal.domain.kind import WrongPayload
from dijkwacht.journal.services.appending import NotADigest, NoTransaction, UnknownKind
from dijkwacht.kernel.actor import PUBLIC
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.canonical import NotCanonical
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import read_moment


@pytest.mark.django_db
def test_an_entry_is_read_back_as_it_was_written():
    written = cast.append(
        "measure.done",
        {"step": "patch", "device": "adc-1", "remark": "by hand"},
        case=uuid4(),
        response=uuid4(),
        organisation=cast.MUNICIPALITY,
        subject="adc-1",
        happened=read_moment("2020-01-17"),
        known=read_moment("2020-01-17T12:00"),
        evidence=["ab" * 32],
    )
    assert selectors.entry_for(cast.CISO, written.id) == written


@pytest.mark.django_db
def test_the_database_alone_says_when_an_entry_was_recorded():
    before = timezone.now()
    written = cast.append("measure.done", {"step": "patch"}, known=read_moment("2020-01-17"))
    assert before <= written.recorded_at <= timezone.now()
    assert written.replayed


@pytest.mark.django_db
def test_even_a_writer_who_names_a_recording_time_gets_the_clock():
    written = cast.append("measure.done", {"step": "patch"})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (public_id, kind, schema, category, subject, known_by, recorded_at, actor_kind, "
            "actor_role, source, origin, label, owner, recipients, evidence, payload_text) SELECT gen_random_uuid(), "
            "kind, schema, category, subject, known_by, '2020-01-01', actor_kind, actor_role, source, origin, label, "
            "owner, recipients, evidence, payload_text FROM journal_entry WHERE public_id = %s RETURNING recorded_at",
            [written.id],
        )
        assert cursor.fetchone()[0] >= written.recorded_at


@pytest.mark.django_db
def test_free_text_lies_apart_from_what_is_hashed():
    written = cast.append("measure.done", {"step": "patch", "remark": "Jansen did it"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.payload_text, c.body, e.content_digest = sha256(c.salt || convert_to(c.body, 'UTF8')), "
            "length(c.salt) FROM journal_entry e JOIN journal_content c ON c.entry_id = e.id WHERE e.public_id = %s",
            [written.id],
        )
        payload, body, fits, salt = cursor.fetchone()
    assert json.loads(payload) == {"step": "patch"}
    assert json.loads(body) == {"remark": "Jansen did it"}
    assert fits
    assert salt == 16


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "payload", "error", "place"),
    [
        pytest.param("measure.dane", {}, UnknownKind, "measure.dane", id="no such kind"),
        pytest.param("measure.done", {}, WrongPayload, "/step", id="a required value is missing"),
        pytest.param("measure.done", {"step": 1.5}, WrongPayload, "/step", id="a float"),
        pytest.param("measure.done", {"step": "a", "who": "b"}, WrongPayload, "/who", id="no such field"),
        pytest.param("measure.done", {"step": "a\x00b"}, NotCanonical, "/step", id="NUL"),
        pytest.param("measure.done", {"step": "a", "remark": "\ud800"}, NotCanonical, "/remark", id="half a character"),
        pytest.param("cost.recorded", {"cents": 2**53, "what": "x"}, NotCanonical, "/cents", id="too large"),
        pytest.param(
            "steps.set", {"steps": [{"hours": 1.5}]}, NotCanonical, "/steps/0/hours", id="a float deep inside"
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place_and_nothing_is_written(kind, payload, error, place):
    with pytest.raises(error) as refused:
        cast.append(kind, payload)
    assert refused.value.place == place
    assert _count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "error"),
    [
        pytest.param({"subject": "a\x00"}, NotCanonical, id="NUL in the subject"),
        pytest.param({"evidence": ["../../etc/passwd"]}, NotADigest, id="evidence that is no digest"),
    ],
)
def test_the_row_itself_is_checked_like_its_payload(more, error):
    with pytest.raises(error):
        cast.append("measure.done", {"step": "patch"}, **more)
    assert _count() == 0


def test_an_entry_is_only_written_inside_a_transaction(committed):
    with pytest.raises(NoTransaction):
        services.append(
            kind="measure.done", actor=cast.ACTOR, payload={"step": "a"}, label=Label.AMBER, owner=cast.MUNICIPALITY
        )


@pytest.mark.django_db
def test_absent_and_not_yours_look_alike():
    written = cast.append("measure.done", {"step": "patch"})
    assert selectors.entry_for(cast.CISO, written.id).id == written.id
    for viewer, entry in ((cast.OUTSIDER, written.id), (PUBLIC, written.id), (cast.CISO, uuid4())):
        with pytest.raises(NotFound, match="nothing here that you may see"):
            selectors.entry_for(viewer, entry)


@pytest.mark.django_db
def test_the_desk_gets_the_typed_values_without_the_free_text():
    written = cast.append("measure.done", {"step": "patch", "remark": "Jansen did it"}, constituency=cast.CERT)
    own = selectors.entry_for(cast.CISO, written.id)
    desk = selectors.entry_for(cast.DESK, written.id)
    assert own.content == {"remark": "Jansen did it"}
    assert (desk.payload, desk.content) == ({"step": "patch"}, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2020-01-16T23:59", []),
        ("2020-01-17T12:00", ["minute"]),
        ("2020-01-17T23:59", ["minute"]),
        ("2020-01-18T00:00", ["minute", "day"]),
        ("2020-02-01T00:00", ["minute", "day", "month"]),
    ],
)
def test_known_by_then_waits_for_the_end_of_what_is_stated(moment, expected):
    response = uuid4()
    for step, known in (("minute", "2020-01-17T12:00"), ("day", "2020-01-17"), ("month", "2020-01")):
        cast.append("measure.done", {"step": step}, response=response, known=read_moment(known))
    asof = AsOf(known=read_moment(moment).earliest)
    found = selectors.entries(cast.CISO, response=response, asof=asof)
    assert sorted(entry.text("step") for entry in found) == sorted(expected)


@pytest.mark.django_db
def test_what_was_known_in_2020_and_recorded_today_stood_in_no_record_of_2020():
    response = uuid4()
    cast.append("measure.done", {"step": "patch"}, response=response, known=read_moment("2020-01-17"))
    then = datetime(2020, 2, 1, tzinfo=UTC)
    assert len(selectors.entries(cast.CISO, response=response, asof=AsOf(known=then))) == 1
    assert selectors.entries(cast.CISO, response=response, asof=AsOf(recorded=then)) == ()


@pytest.mark.django_db
def test_the_record_shows_what_the_last_head_before_that_moment_covers():
    response = uuid4()
    cast.append("measure.done", {"step": "first"}, response=response)
    assert selectors.entries(cast.CISO, response=response, asof=AsOf(recorded=timezone.now())) == ()
    services.sequence_once()
    between = selectors.latest_head().signed_at
    cast.append("measure.done", {"step": "second"}, response=response)
    services.sequence_once()
    shown = selectors.entries(cast.CISO, response=response, asof=AsOf(recorded=between))
    assert [entry.text("step") for entry in shown] == ["first"]
    later = AsOf(recorded=selectors.latest_head().signed_at)
    assert len(selectors.entries(cast.CISO, response=response, asof=later)) == 2


@pytest.mark.django_db
def test_entries_come_in_the_order_in_which_things_happened():
    response = uuid4()
    for step, happened in (("third", "2020-01-27"), ("first", "2020-01-09"), ("second", "2020-01-17T08:00")):
        cast.append("measure.done", {"step": step}, response=response, happened=read_moment(happened))
    found = selectors.entries(cast.CISO, response=response)
    assert [entry.text("step") for entry in found] == ["first", "second", "third"]
    newest = selectors.entries(cast.CISO, response=response, newest_first=True, limit=2)
    assert [entry.text("step") for entry in newest] == ["second", "first"]
    before = selectors.entries(cast.CISO, response=response, newest_first=True, before=newest[-1].id, limit=2)
    assert [entry.text("step") for entry in before] == ["third"]


ATTEMPTS = {
    "change": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "empty": "TRUNCATE {table} CASCADE",
    "triggers off": "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "triggers off for the session": "SET session_replication_role = 'replica'",
    "drop": "DROP TABLE {table} CASCADE",
}
TABLES = {
    "journal_entry": "subject",
    "journal_content": "body",
    "journal_leaf": "leaf_hash",
    "journal_head": "root",
}


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_application_role_can_do_nothing_but_add(attempt, table):
    cast.append("measure.done", {"step": "patch", "remark": "x"})
    services.sequence_once()
    statement = ATTEMPTS[attempt].format(table=table, column=TABLES[table])
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert selectors.verify_record().first_bad is None


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("attempt", ["change", "delete", "empty"])
def test_the_owner_meets_the_second_line(committed, postgres, attempt, table):
    with transaction.atomic():
        cast.append("measure.done", {"step": "patch", "remark": "x"})
    services.sequence_once()
    with (
        cast.as_owner(postgres) as owner,
        pytest.raises(psycopg.Error, match=r"the record only grows|only by a removal"),
    ):
        owner.execute(ATTEMPTS[attempt].format(table=table, column=TABLES[table]))


@pytest.mark.django_db
def test_who_looked_cannot_be_rewritten_either():
    services.log_look(viewer=cast.DESK, organisation=cast.MUNICIPALITY, what="response", at=timezone.now())
    for statement in ("DELETE FROM journal_look", "UPDATE journal_look SET account = gen_random_uuid()"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as c:
            c.execute(statement)


@pytest.mark.django_db
def test_looks_are_counted_per_account_and_hour_and_shown_to_the_one_looked_at():
    at = datetime(2026, 3, 29, 10, 15, tzinfo=UTC)
    for when in (at, at + timedelta(minutes=30), at + timedelta(hours=1)):
        services.log_look(viewer=cast.DESK, organisation=cast.MUNICIPALITY, what="response", at=when)
    services.log_look(viewer=cast.CISO, organisation=cast.MUNICIPALITY, what="response", at=at)
    services.log_look(viewer=PUBLIC, organisation=cast.MUNICIPALITY, what="response", at=at)
    looks = selectors.looks_at(cast.CISO, cast.MUNICIPALITY)
    assert [(look.looking_organisation, look.hour.hour, look.times) for look in looks] == [
        (cast.CERT, 11, 1),
        (cast.CERT, 10, 2),
    ]
    with pytest.raises(NotFound):
        selectors.looks_at(cast.DESK, cast.MUNICIPALITY)
    with pytest.raises(NotFound):
        selectors.looks_at(cast.OPERATOR, cast.MUNICIPALITY)


@pytest.mark.django_db
def test_what_outlived_its_term_is_listed_and_nothing_else():
    contact = {"role": "ciso", "channel": "phone", "contact": uuid4(), "value": "06-00000000"}
    cast.append("contact.confirmed", contact)
    cast.append("measure.done", {"step": "patch", "remark": "x"})
    cast.append("measure.done", {"step": "patch"})
    now = timezone.now()
    kinds = {
        years: [kind for _, kind, _ in selectors.falls_due(now + timedelta(days=366 * years))] for years in (1, 3, 11)
    }
    assert kinds == {1: [], 3: ["contact.confirmed"], 11: ["contact.confirmed", "measure.done"]}


def _count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry")
        return cursor.fetchone()[0]
