import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, connections, transaction

import journal_cast as cast
from dijkwacht.journal import jobs, selectors, services
from dijkwacht.journal.services.sequencing import BATCH, Watermark
from dijkwacht.kernel.asof import AsOf


def _leaves():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.position, e.public_id FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry_id ORDER BY 1"
        )
        return cursor.fetchall()


@pytest.mark.django_db
def test_each_entry_gets_the_next_place_and_a_head_is_signed_over_all():
    written = [cast.append("measure.done", {"step": f"{number}"}).id for number in range(5)]
    assert services.sequence_once() == 5
    assert _leaves() == list(enumerate(written))
    assert selectors.latest_head().size == 5
    assert services.sequence_once() == 0
    assert selectors.verify_record().first_bad is None


def test_two_sequencers_at_once_place_each_entry_once(committed):
    with transaction.atomic():
        written = {cast.append("measure.done", {"step": f"{number}"}).id for number in range(300)}
    together, placed = threading.Barrier(4), []

    def sequence():
        together.wait()
        placed.extend(services.sequence_once() for _ in range(3))
        connections.close_all()

    threads = [threading.Thread(target=sequence) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(placed) == 300
    assert [position for position, _ in _leaves()] == list(range(300))
    assert {entry for _, entry in _leaves()} == written
    assert selectors.verify_record().first_bad is None


def test_identities_of_what_was_rolled_back_leave_no_hole_in_the_order(committed):
    for number in range(6):
        with transaction.atomic():
            cast.append("measure.done", {"step": f"{number}"})
            if number % 2:
                transaction.set_rollback(True)
    services.sequence_once()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) - min(id) + 1 - count(*) FROM journal_entry")
        assert cursor.fetchone()[0] > 0
    assert [position for position, _ in _leaves()] == [0, 1, 2]
    assert selectors.verify_record().first_bad is None


def test_what_commits_late_comes_after_the_head_that_was_signed_meanwhile(committed):
    begun, go_on, late = threading.Event(), threading.Event(), []
    response = uuid4()

    def write_slowly():
        with transaction.atomic():
            late.append(cast.append("measure.done", {"step": "late"}, response=response))
            begun.set()
            go_on.wait(10)
        connections.close_all()

    mark = Watermark()
    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert begun.wait(10)
    quick = cast.append("measure.done", {"step": "quick"}, response=response)
    assert services.sequence_once(mark) == 1
    head = selectors.latest_head()
    go_on.set()
    slow.join()
    assert services.sequence_once(mark) == 1
    assert [entry for _, entry in _leaves()] == [quick.id, late[0].id]
    assert late[0].recorded_at < quick.recorded_at < head.signed_at
    shown = selectors.entries(cast.CISO, response=response, asof=AsOf(recorded=head.signed_at))
    assert [entry.text("step") for entry in shown] == ["quick"]
    assert selectors.verify_record([head]).first_bad is None


def test_the_watermark_never_passes_one_who_is_still_writing(committed):
    mark = Watermark()
    for number in range(3):
        cast.append("measure.done", {"step": f"{number}"})
        assert services.sequence_once(mark) == 1
    assert services.sequence_once(mark) == 0
    assert selectors.pending_count() == 0
    assert selectors.sequencer_lag() == 0


def test_a_restored_record_with_another_server_s_numbers_is_placed_at_the_start_and_not_looked_at_again(
    committed, postgres
):
    far_ahead = "UPDATE journal_entry e SET txid = '99999999999' WHERE NOT EXISTS (SELECT 1 FROM journal_leaf l"
    for number in range(3):
        cast.append("measure.done", {"step": f"{number}"})
    with cast.as_superuser(postgres) as hand:
        hand.execute(f"{far_ahead} WHERE l.entry_id = e.id)")
    mark = Watermark()
    assert services.sequence_once(mark) == 3
    cast.append("measure.done", {"step": "written here"})
    assert services.sequence_once(mark) == 1
    cast.append("measure.done", {"step": "restored, as far as its number says"})
    with cast.as_superuser(postgres) as hand:
        hand.execute(f"{far_ahead} WHERE l.entry_id = e.id)")
    assert services.sequence_once(mark) == 0
    assert services.sequence_once() == 1
    assert selectors.verify_record().first_bad is None


def test_more_than_a_batch_is_placed_in_turns(committed):
    with transaction.atomic(), connection.cursor() as cursor:
        cast.append("measure.done", {"step": "0"})
        cursor.execute(
            "INSERT INTO journal_entry (public_id, kind, schema, category, subject, actor_kind, actor_role, source, "
            "origin, label, owner, recipients, evidence, payload_text) SELECT gen_random_uuid(), kind, schema, "
            "category, subject, actor_kind, actor_role, source, origin, label, owner, recipients, evidence, "
            "payload_text FROM journal_entry, generate_series(1, %s)",
            [BATCH + 9],
        )
    mark = Watermark()
    assert [services.sequence_once(mark) for _ in range(3)] == [BATCH, 10, 0]
    assert selectors.verify_record().first_bad is None


@pytest.mark.parametrize("changed", ["ARRAY['\\x00'::bytea]", "ARRAY[]::bytea[]"], ids=["another hash", "no hash"])
def test_a_frontier_that_was_changed_by_hand_is_not_signed_over(committed, postgres, changed):
    cast.append("measure.done", {"step": "0"})
    services.sequence_once()
    with cast.as_superuser(postgres) as hand:
        hand.execute(f"UPDATE journal_head SET frontier = {changed}")  # noqa: S608 - a row of the table above
    cast.append("measure.done", {"step": "1"})
    services.sequence_once()
    assert selectors.verify_record().first_bad is None


def test_the_loop_places_and_beats_until_it_is_stopped(committed):
    stop = threading.Event()

    def run():
        jobs.sequence_forever(stop)
        connections.close_all()

    loop = threading.Thread(target=run)
    loop.start()
    try:
        written = cast.append("measure.done", {"step": "0"})
        patience = threading.Event()
        for _ in range(100):
            if _leaves():
                break
            patience.wait(0.05)
    finally:
        stop.set()
        loop.join()
    assert _leaves() == [(0, written.id)]
    assert selectors.worker_heartbeat_age() < 10


@pytest.mark.django_db
def test_the_day_s_head_goes_to_file_and_mail_and_the_record_extends_it():
    settings.WITNESS_FILE.unlink(missing_ok=True)
    assert services.give_witness() is None
    cast.append("measure.done", {"step": "0"})
    services.sequence_once()
    settings.WITNESS_MAIL = "witness@example.org"
    try:
        head = services.give_witness()
    finally:
        settings.WITNESS_MAIL = ""
    assert head.root.hex() in settings.WITNESS_FILE.read_text()
    assert mail.outbox[-1].to == ["witness@example.org"]
    assert head.root.hex() in mail.outbox[-1].body
    cast.append("measure.done", {"step": "1"})
    services.sequence_once()
    assert selectors.verify_record([head]).first_bad is None


@pytest.mark.django_db
def test_an_entry_that_waits_for_its_place_counts_as_lag():
    cast.append("measure.done", {"step": "0"})
    assert selectors.pending_count() == 1
    assert timedelta(seconds=selectors.sequencer_lag()) > timedelta(0)
    assert selectors.verify_record().entries == 0
