"""What the program forgets by itself, when, and what it never does."""

import json
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone
from typer import Typer
from typer.testing import CliRunner

import journal_cast as cast
from dijkwacht.journal import selectors, services
from dijkwacht.journal.domain.retention import TERMS, Kept
from dijkwacht.journal.engine import store
from dijkwacht.journal.models import SealedRow
from dijkwacht.journal.services import forgetting
from dijkwacht.kernel.errors import Unreadable
from dijkwacht.web import retention

NOW = timezone.now()
NO_DATE = Unreadable("no date", place="line 3")
pytestmark = pytest.mark.django_db


def days(kept):
    """Return a term in days."""
    return next(term.days for term in TERMS if term.kept is kept)


def counts(now, *, remove):
    return {str(one.term.kept): one.count for one in retention.run(now, remove=remove)}


def unreadable(content):
    return services.quarantine(content=content, what="inventory", owner=cast.MUNICIPALITY, error=NO_DATE)


def fill():
    """Let there be one of each."""
    services.log_look(viewer=cast.DESK, organisation=cast.MUNICIPALITY, what="record", at=NOW)
    digest = unreadable(b"a;b\n")
    Session.objects.create(session_key="x" * 32, session_data="", expire_date=NOW + timedelta(hours=1))
    AccessAttempt.objects.create(username="a@b.example", ip_address="192.0.2.1", failures_since_start=1)
    return digest


def test_nothing_goes_before_its_term_and_everything_after_it():
    digest = fill()
    for kept, less in ((Kept.SIGN_IN_FAILURES, 30), (Kept.QUARANTINE, 90), (Kept.LOOKS, 730)):
        assert days(kept) == less
    assert counts(NOW - timedelta(hours=1), remove=True) == dict.fromkeys(counts(NOW, remove=False), 0)
    later = NOW + timedelta(days=731)
    there = {"looks": 1, "quarantine": 1, "sessions": 1, "sign-in-failures": 1, "uploads": 0, "kept-files": 0}
    assert counts(later, remove=False) == there
    assert lies(digest)


def test_ended_sessions_and_old_failures_to_sign_in_go_and_the_others_stay():
    fill()
    Session.objects.create(session_key="y" * 32, session_data="", expire_date=NOW - timedelta(hours=1))
    AccessAttempt.objects.create(username="c@d.example", ip_address="192.0.2.2", failures_since_start=1)
    AccessAttempt.objects.filter(username="c@d.example").update(attempt_time=NOW - timedelta(days=31))
    done = counts(NOW, remove=True)
    assert (done["sessions"], done["sign-in-failures"]) == (1, 1)
    assert Session.objects.get().session_key == "x" * 32
    assert AccessAttempt.objects.get().username == "a@b.example"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("SELECT journal_forget_looks(now() - interval '364 days')", "a year at least"),
        ("SELECT journal_forget_quarantine(now() - interval '29 days')", "30 days at least"),
    ],
)
def test_the_database_itself_keeps_what_is_young(statement, sentence):
    with pytest.raises(ProgrammingError, match=sentence), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def lies(digest):
    """Say whether the sealed bytes of a file lie in the store."""
    pieces = [name for row in SealedRow.objects.filter(evidence__digest=digest) for name in row.pieces]
    return bool(pieces) and all(store.place(settings.EVIDENCE_DIR, name).exists() for name in pieces)


def aged(postgres, statement):
    """Make a row older, by hand with the disk: nothing in the product can."""
    with cast.as_superuser(postgres) as hand:
        hand.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_old_looks_and_unreadable_input_go_with_their_bytes(postgres):
    digest = fill()
    services.log_look(viewer=cast.DESK, organisation=cast.MUNICIPALITY, what="old", at=NOW)
    aged(postgres, "UPDATE journal_look SET hour = now() - interval '731 days' WHERE what = 'old'")
    aged(postgres, "UPDATE journal_quarantine SET at = now() - interval '91 days'")
    gone = {name: count for name, count in counts(timezone.now(), remove=True).items() if count}
    assert gone == {"looks": 1, "quarantine": 1}
    assert not lies(digest)
    assert SealedRow.objects.get().pieces == []
    assert selectors.quarantined(cast.CISO) == ()
    assert [look.what for look in selectors.looks_at(cast.CISO, cast.MUNICIPALITY)] == ["record"]
    assert counts(timezone.now(), remove=True)["quarantine"] == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("why", ["told", "again", "theirs"])
def test_bytes_that_something_still_rests_on_stay(postgres, why):
    digest = unreadable(b"kept bytes")
    aged(postgres, "UPDATE journal_quarantine SET at = now() - interval '91 days'")
    if why == "told":
        cast.append("evidence.secured", {"what": ["a file"]}, evidence=[digest])
    elif why == "again":
        unreadable(b"kept bytes")
    else:
        services.store_evidence(content=b"kept bytes", name="ours", owner=cast.HOSPITAL)
    assert forgetting.forget_quarantine(before=timezone.now() - timedelta(days=90)) == 1
    assert lies(digest)


def test_the_command_counts_first_and_says_each_term(tmp_path):
    fill()
    app = Typer()
    app.command()(retention.retention)
    told = CliRunner().invoke(app, ["--dry-run", "--json"])
    assert told.exit_code == 0
    document = json.loads(told.stdout.splitlines()[-1])
    assert document["removed"] is False
    listed = [term["kept"] for term in document["terms"]]
    assert listed == ["looks", "quarantine", "sessions", "sign-in-failures", "uploads", "kept-files"]
    assert "who looked at another organisation's record, 730 days after the hour of the look: 0 would go" in told.stderr
    assert isinstance(CliRunner().invoke(app, ["--backups", str(tmp_path)]).exception, retention.NoBackups)


def test_every_term_says_why_in_both_languages():
    assert {term.kept for term in TERMS} == set(Kept)
    assert all(term.why.nl and term.why.en for term in TERMS)
