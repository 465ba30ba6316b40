"""Advice in the record: received, revised, joined, read, reopened; and who sees which part of it when."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.adapters.validator import validate
from dijkwacht.advisories.domain.reopening import reopening_holds
from dijkwacht.advisories.domain.severity import Grade, Severity
from dijkwacht.advisories.domain.summary import Action, Fix, Flaw, Summary
from dijkwacht.advisories.domain.validation import Preset
from dijkwacht.advisories.domain.words import Level, Nature, Outcome
from dijkwacht.advisories.domain.written import Handling, Written
from dijkwacht.advisories.engine.loading import LARGEST, TooLargeAdvisory
from dijkwacht.advisories.jobs import judge_revision, read_intake
from dijkwacht.advisories.models import Intake, ReopeningAdviceRow, Revision
from dijkwacht.advisories.services.publishing import ReasonWanted
from dijkwacht.advisories.services.reopening import AlreadyRevoked, NoBuilds, VersionExists
from dijkwacht.advisories.services.writing import OlderVersion, SeriesExists
from dijkwacht.journal.selectors import entries, evidence_for, quarantined
from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import read_moment

pytestmark = pytest.mark.django_db

CERT, NATIONAL, TOWN, HOSPITAL = new_id(), new_id(), new_id(), new_id()
DESK = Viewer(new_id(), (Office(CERT, Role.DESK),))
NATIONAL_DESK = Viewer(new_id(), (Office(NATIONAL, Role.NATIONAL),))
CISO = Viewer(new_id(), (Office(TOWN, Role.CISO),), memberships=frozenset({CERT}))
OUTSIDER = Viewer(new_id(), (Office(HOSPITAL, Role.CISO),))
BY_DESK = Actor(ActorKind.PERSON, "desk", DESK.account, CERT)
TO_MEMBERS = Handling(CERT, Label.AMBER, CERT)


def moment(text):
    return read_moment(text)


def known_at(text):
    return AsOf(known=read_moment(text).earliest)


def document(version="1", severity="M/H", **over):
    history = [{"number": str(n), "date": "2020-01-09T10:00:00Z", "summary": "x"} for n in range(1, int(version) + 1)]
    return json.dumps(
        {
            "document": {
                "category": "csaf_base",
                "csaf_version": "2.0",
                "title": "Flaw in Veldgate",
                "aggregate_severity": {"text": severity},
                "publisher": {"category": "vendor", "name": "Veldgate BV", "namespace": "https://veldgate.example"},
                "tracking": {
                    "id": "VG-2020-01",
                    "version": version,
                    "status": "final",
                    "initial_release_date": "2020-01-09T10:00:00Z",
                    "current_release_date": f"2020-01-{9 + int(version):02}T10:00:00Z",
                    "revision_history": history,
                },
                **over,
            },
            "vulnerabilities": [{"cve": "CVE-2020-99001"}],
        }
    ).encode()


def receive(content, handling=TO_MEMBERS, **options):
    options.setdefault("validate", validate)
    return services.receive_advisory(
        content=content, actor=BY_DESK, handling=handling, level=Level.VENDOR, name="vg.json", **options
    )


def written(title="Close it", version="1", **over):
    summary = over.pop("summary", None) or Summary(title, actions=(Action("close-access"),))
    return Written(issuer="Sector CERT", level=Level.SECTOR, version=version, summary=summary, **over)


def write(handling=TO_MEMBERS, **over):
    derived_from, known = over.pop("derived_from", None), over.pop("known", None)
    return services.write_by_hand(
        written=written(**over), actor=BY_DESK, handling=handling, derived_from=derived_from, known=known
    )


def test_a_file_becomes_a_series_with_its_bytes_kept():
    received = receive(document())

    page = selectors.advisory_page(CISO, received.advisory)
    assert received.state == "received"
    assert (page.line.issuer, page.line.tracking_id, page.current.digest) == (
        "Veldgate BV",
        "VG-2020-01",
        received.digest,
    )
    assert page.current.validation["valid"] is True
    assert page.current.validation["validator"] == "csaf"
    assert evidence_for(DESK, received.digest)[1] == document()
    (entry,) = entries(DESK, kinds=["advisory.received"])
    assert (entry.payload["vulnerabilities"], entry.evidence) == (["CVE-2020-99001"], (received.digest,))


def test_a_newer_version_says_what_changed_and_the_same_bytes_change_nothing():
    first = receive(document())
    second = receive(document("2", severity="H/H"))
    again = receive(document("2", severity="H/H"))

    page = selectors.advisory_page(CISO, first.advisory)
    assert (second.state, again.state, again.advisory) == ("revised", "known", first.advisory)
    assert [seen.version for seen in page.revisions] == ["2", "1"]
    assert [change.code for change in page.current.changes] == ["severity-raised"]
    assert page.line.priority.answer == "urgent"
    (entry,) = entries(DESK, kinds=["advisory.revised"])
    assert entry.texts("changed") == ("severity-raised",)


def test_a_failed_rule_never_blocks():
    broken = json.loads(document())
    broken["vulnerabilities"][0]["product_status"] = {"fixed": ["P-unknown"]}

    received = receive(json.dumps(broken).encode())

    page = selectors.advisory_page(DESK, received.advisory)
    assert received.state == "received"
    assert (page.current.validation["schema_valid"], page.current.validation["valid"]) == (True, False)
    assert "6.1.1" in {found["test"] for found in page.current.validation["findings"]}


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (document()[:-30], "vg.json, line 1"),
        (document().decode().encode("utf-16"), "vg.json, line 1, byte 0"),
        (document(title=""), "/document/title"),
        (b'{"a": 1}', "vg.json"),
    ],
    ids=["truncated", "encoding", "schema", "unknown"],
)
def test_what_breaks_its_schema_goes_to_quarantine_with_its_place(content, place):
    received = receive(content)

    assert (received.state, received.advisory) == ("quarantined", None)
    assert not selectors.advisories(DESK)
    (kept,) = quarantined(DESK)
    assert kept.place.startswith(place)
    assert (kept.digest, bool(kept.expected)) == (received.digest, True)


def test_more_than_the_store_takes_is_refused_at_the_door():
    with pytest.raises(TooLargeAdvisory):
        receive(b" " * (LARGEST + 1))
    assert not quarantined(DESK)


def test_a_large_file_is_read_by_a_job():
    padding = [{"category": "general", "title": "padding", "text": "x" * (services.LARGE + 1)}]
    received = receive(document(notes=padding))
    waiting = Intake.objects.get()
    assert (received.state, waiting.state, selectors.advisories(DESK)) == ("waiting", "waiting", ())
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args->>'intake' FROM procrastinate_jobs")
        assert cursor.fetchall() == [("advisories.read_intake", str(waiting.public_id))]

    read_intake(str(waiting.public_id))
    read_intake(str(waiting.public_id))

    waiting.refresh_from_db()
    assert (waiting.state, waiting.content) == ("read", None)
    assert [line.tracking_id for line in selectors.advisories(CISO)] == ["VG-2020-01"]


def test_a_document_larger_than_other_evidence_is_read_by_a_job_and_its_bytes_are_kept():
    padding = [{"category": "general", "title": "padding", "text": "x" * 17 * 1024 * 1024}]
    received = receive(document(notes=padding))
    read_intake(str(Intake.objects.get().public_id))
    (line,) = selectors.advisories(DESK)
    revision = selectors.advisory_page(DESK, line.id).current
    kept = selectors.revision_bytes(DESK, revision.id)
    assert (hashlib.sha256(kept).hexdigest(), revision.validation["valid"]) == (received.digest, True)


def test_a_large_file_that_cannot_be_read_is_kept_apart_whole():
    received = receive(b'{"document": "' + b"x" * 17 * 1024 * 1024)
    read_intake(str(Intake.objects.get().public_id))
    (kept,) = quarantined(DESK)
    assert (kept.digest, selectors.advisories(DESK)) == (received.digest, ())


def test_without_a_validator_a_job_judges_afterwards():
    received = receive(document(), validate=None)
    revision = Revision.objects.get()
    assert revision.validation is None

    judge_revision(str(revision.public_id))

    assert selectors.advisory_page(DESK, received.advisory).current.validation["valid"] is True


def test_a_desk_has_a_version_judged_by_more_tests_and_sees_how_that_stands():
    receive(document(), validate=None)
    row = Revision.objects.get()
    services.ask_judgement(revision=row.public_id, owner=row.owner, preset=Preset.FULL)
    judge_revision(str(row.public_id))
    row.refresh_from_db()
    assert [row.validation[name] for name in ("preset", "asked", "state")] == ["basic", "full", "asked"]
    judge_revision(str(row.public_id), "full")
    row.refresh_from_db()
    assert (row.validation["preset"], "asked" in row.validation) == ("full", False)
    judge_revision(str(row.public_id), "schema")
    row.refresh_from_db()
    assert row.validation["preset"] == "full"


def test_a_validator_that_stops_is_said_with_the_version_and_its_word_before_stays():
    receive(document())
    row = Revision.objects.get()
    before = row.validation
    services.ask_judgement(revision=row.public_id, owner=row.owner, preset=Preset.EXTENDED)
    services.mark_judgement(revision=row.public_id, preset=Preset.EXTENDED, state="stopped")
    row.refresh_from_db()
    assert row.validation == {**before, "asked": "extended", "state": "stopped"}
    with pytest.raises(NotFound):
        services.ask_judgement(revision=row.public_id, owner=uuid4(), preset=Preset.FULL)


@pytest.mark.parametrize(
    ("stated", "handling", "label"),
    [
        ("WHITE", Handling(CERT), Label.CLEAR),
        ("AMBER", Handling(CERT, Label.CLEAR, CERT), Label.AMBER),
        ("WHITE", Handling(CERT, Label.AMBER, CERT), Label.AMBER),
        (None, Handling(CERT), Label.AMBER),
    ],
)
def test_a_label_is_never_laxer_than_the_document(stated, handling, label):
    over = {"distribution": {"tlp": {"label": stated}}} if stated else {}
    received = receive(document(**over), handling)
    assert selectors.advisory_page(DESK, received.advisory).line.label is label


def test_a_public_advisory_is_seen_by_everybody_a_member_text_by_members():
    receive(document(distribution={"tlp": {"label": "WHITE"}}), Handling(CERT))
    write()
    assert [line.title for line in selectors.advisories(PUBLIC)] == ["Flaw in Veldgate"]
    assert {line.title for line in selectors.advisories(CISO)} == {"Flaw in Veldgate", "Close it"}
    assert [line.title for line in selectors.advisories(OUTSIDER)] == ["Flaw in Veldgate"]


def pre_warning():
    named = Handling(NATIONAL, Label.AMBER_STRICT, NATIONAL, frozenset({TOWN}))
    return services.write_by_hand(
        written=Written("National desk", Level.NATIONAL, "1", Summary("Expect trouble"), Nature.PRE_WARNING),
        actor=Actor(ActorKind.PERSON, "national", NATIONAL_DESK.account, NATIONAL),
        handling=named,
    )


def test_a_pre_warning_without_cve_and_patch_exists_for_named_recipients_only():
    warning = pre_warning()

    assert selectors.advisory_page(CISO, warning).line.nature is Nature.PRE_WARNING
    assert selectors.advisory_page(CISO, warning).line.summary.names == ()
    for other in (DESK, OUTSIDER, PUBLIC):
        assert selectors.advisories(other) == ()
        with pytest.raises(NotFound):
            selectors.advisory_page(other, warning)


def test_a_pre_warning_joins_its_cve_its_patch_and_the_public_advisory():
    warning = pre_warning()
    public = receive(document(distribution={"tlp": {"label": "WHITE"}}), Handling(CERT)).advisory
    before = selectors.advisory_page(CISO, warning)

    services.join_pre_warning(
        pre_warning=warning,
        owner=NATIONAL,
        actor=BY_DESK,
        version="2",
        vulnerabilities=("CVE-2020-99001",),
        fixes=(Fix("13.0", "13.0.47.24", moment("2020-01-23")),),
        advisory=public,
        expected=before.line.row_version,
    )

    page = selectors.advisory_page(CISO, warning)
    assert [change.code for change in page.current.changes] == ["flaw-added", "fix-added"]
    assert (page.joined_to.id, page.line.label) == (public, Label.AMBER_STRICT)
    assert [line.id for line in selectors.advisory_page(CISO, public).forerunners] == [warning]
    assert selectors.advisory_page(OUTSIDER, public).forerunners == ()
    assert {line.id for line in selectors.advisories(CISO, vulnerability="cve-2020-99001")} == {warning, public}


def test_sector_advice_shows_how_it_differs_from_the_national_line():
    national = write(
        handling=Handling(NATIONAL, Label.CLEAR),
        summary=Summary("Off", actions=(Action("close-access", unless="impact too great", then="watch"),)),
    )
    sector = write(summary=Summary("Close", actions=(Action("close-access"), Action("hunt"))), derived_from=national)

    lineage = selectors.advisory_page(CISO, sector).lineage
    assert [step.line.id for step in lineage] == [national, sector]
    assert [change.code for change in lineage[1].differences] == ["action-added", "action-changed"]
    assert selectors.advisory_page(OUTSIDER, national).lineage == ()


def test_advice_known_later_is_not_there_earlier():
    series = write(known=moment("2020-01-18"))
    services.revise(
        advisory=series,
        written=written(
            version="2", summary=Summary("Reopen", Severity(Grade.HIGH, Grade.HIGH), flaws=(Flaw("CVE-2020-99001"),))
        ),
        actor=BY_DESK,
        handling=TO_MEMBERS,
        known=moment("2020-01-24"),
    )
    with pytest.raises(NotFound):
        selectors.advisory_page(CISO, series, asof=known_at("2020-01-18T12:00"))
    assert selectors.advisory_page(CISO, series, asof=known_at("2020-01-20T12:00")).line.version == "1"
    assert selectors.advisory_page(CISO, series).line.version == "2"
    recorded_before = AsOf(recorded=Revision.objects.earliest("id").recorded_at - timedelta(seconds=1))
    assert selectors.advisories(CISO, asof=recorded_before) == ()


def test_two_writers_at_once_the_second_sees_the_first():
    series = write()
    seen = selectors.advisory_page(DESK, series).line.row_version
    revise = {"advisory": series, "actor": BY_DESK, "handling": TO_MEMBERS, "expected": seen}
    services.revise(written=written(version="2"), **revise)
    with pytest.raises(OlderVersion):
        services.revise(written=written(version="2b"), **revise)


def test_a_series_is_begun_once_and_revised_by_its_owner_only():
    series = write(tracking_id="S-1")
    with pytest.raises(SeriesExists):
        write(tracking_id="S-1")
    with pytest.raises(NotFound):
        services.revise(
            advisory=series, written=written(version="2"), actor=BY_DESK, handling=Handling(NATIONAL, Label.CLEAR)
        )


def advise(**over):
    options = {
        "actor": BY_DESK,
        "handling": TO_MEMBERS,
        "issuer": "Sector CERT",
        "version": "1",
        "builds": ("11.1.63.15",),
        "advised": moment("2020-01-20"),
        "known": moment("2020-01-20"),
        **over,
    }
    return services.advise_reopening(**options)


def test_reopening_advice_stands_until_it_is_taken_back():
    advice = advise()
    services.revoke_reopening(
        advice=advice,
        owner=CERT,
        actor=BY_DESK,
        revoked=moment("2020-01-22"),
        because="a new hole",
        known=moment("2020-01-22"),
    )

    def holds(when):
        at = moment(when).earliest
        known = selectors.reopening_advice(CISO, asof=AsOf(known=at))
        return reopening_holds(known, "11.1.63.15", at).answer

    assert holds("2020-01-20T12:00") == "not-recorded"
    assert holds("2020-01-21T12:00") == "holds"
    assert holds("2020-01-23T12:00") == "revoked"
    assert [entry.kind for entry in entries(CISO)] == ["reopening.advised", "reopening.revoked"]
    assert selectors.reopening_advice(OUTSIDER) == ()
    with pytest.raises(AlreadyRevoked):
        services.revoke_reopening(
            advice=advice, owner=CERT, actor=BY_DESK, revoked=moment("2020-01-23"), because="again"
        )


def test_reopening_advice_names_builds_and_its_version_once():
    advise()
    with pytest.raises(VersionExists):
        advise()
    with pytest.raises(NoBuilds):
        advise(version="2", builds=(" ",))
    with pytest.raises(NotFound):
        services.revoke_reopening(advice=new_id(), owner=CERT, actor=BY_DESK, revoked=moment("2020-01-23"), because="x")


def test_readings_prove_who_knew_first():
    vendor = write(
        handling=Handling(CERT, Label.CLEAR), summary=Summary("Vendor's notice"), issued=moment("2019-12-17")
    )
    for advisory, sender, when in ((None, "Sector CERT", "2020-01-18"), (vendor, "Vendor", "2019-12-23")):
        services.record_reading(
            actor=Actor(ActorKind.PERSON, "ciso", CISO.account, TOWN),
            organisation=TOWN,
            reader="CISO",
            title="notice",
            advisory=advisory,
            issuer=sender,
            happened=moment(when),
            constituency=CERT,
        )
    receipts = selectors.readings(DESK, organisation=TOWN)
    assert [(receipt.sender, receipt.received.text()) for receipt in receipts] == [
        ("Vendor", "2019-12-23"),
        ("Sector CERT", "2020-01-18"),
    ]
    assert receipts[0].latency.least == 6
    assert selectors.readings(OUTSIDER, organisation=TOWN) == ()


def test_a_receipt_of_confidential_advice_is_as_confidential():
    warning = pre_warning()
    services.record_reading(
        actor=Actor(ActorKind.PERSON, "ciso", CISO.account, TOWN),
        organisation=TOWN,
        reader="CISO",
        title="Expect trouble",
        advisory=warning,
        constituency=CERT,
    )
    assert len(selectors.readings(NATIONAL_DESK, advisory=warning)) == 1
    assert selectors.readings(DESK, advisory=warning) == ()


def test_holding_back_from_a_channel_wants_a_reason():
    series = write()
    decide = {"advisory": series, "actor": BY_DESK, "handling": TO_MEMBERS, "channel": "website"}
    services.record_publication(
        outcome=Outcome.WITHHELD, decided=moment("2019-12-18"), because="members were told", **decide
    )
    with pytest.raises(ReasonWanted):
        services.record_publication(outcome=Outcome.WITHHELD, decided=moment("2019-12-18"), because=" ", **decide)
    (decision,) = selectors.advisory_page(DESK, series).publications
    assert (decision.outcome, decision.because) == (Outcome.WITHHELD, "members were told")


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Revision, {"label": "TLP:PURPLE"}),
        (Revision, {"digest": "abc"}),
        (Revision, {"chance": "huge"}),
        (ReopeningAdviceRow, {"builds": []}),
        (ReopeningAdviceRow, {"revoked": "2020-01-22"}),
    ],
)
def test_the_database_keeps_the_rule_too(model, change):
    write()
    advise()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)


def test_advice_that_came_before_its_case_is_found_under_it():
    case, series = new_id(), write()
    advise(advisory=series)
    assert selectors.advisories(CISO, case=case) == ()

    services.link_case(advisory=series, case=case)
    services.link_case(advisory=series, case=new_id())

    assert [line.id for line in selectors.advisories(CISO, case=case)] == [series]
    assert len(selectors.reopening_advice(CISO, case=case)) == 1
