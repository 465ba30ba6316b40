"""Documents through their life: drafted from the record, approved by office, sent frozen, never changed after."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from dijkwacht.cases.services import open_case, open_response, record
from dijkwacht.disclosure.domain import Audience
from dijkwacht.journal.selectors import entries
from dijkwacht.journal.services import remove_content
from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.errors import Conflict, NotFound
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations.domain.register import HouseStyle
from dijkwacht.reporting import services
from dijkwacht.reporting.models import DocumentVersion
from dijkwacht.reporting.selectors import answers_draft, document_for, documents_seen, letter_draft, pdf_for
from organisations_cast import assemble, organisation
from record_explains import assert_journal_explains

pytestmark = pytest.mark.django_db
CISO = Actor(ActorKind.PERSON, "ciso")
HOSTILE = '#set text(red) $x^2$ @here <script>alert(1)</script> *bold* \\ "'


def person(town, role):
    return Viewer(new_id(), (Office(town, role),))


@pytest.fixture
def town():
    assemble()
    style = HouseStyle("Kerkplein 1", "Postbus 12", "012-3456789", "post@polder.example", "", "NL001B01", "NL00 BANK 1")
    return organisation("Polderdam", "municipality", sector="municipalities", house_style=style)


@pytest.fixture
def response(town):
    case = open_case(
        actor=CISO,
        owner=town,
        label=Label.GREEN,
        title=Text("Lek in de voordeur", "Leak in the front door"),
        steps=["fix", "hunt", "reopen"],
        product="Voordeur",
    )
    opened = open_response(actor=CISO, case=case, organisation=town, trigger="bericht in de krant")
    told(opened, "use.declared", "2026-01-05", use="uses", product="Voordeur")
    told(opened, "access.closed", "2026-01-10", scope="all", what="de voordeur", ground="advice")
    return opened


def told(response, kind, happened=None, label=None, **payload):
    moment = read_moment(happened) if happened else None
    return record(actor=CISO, response=response, kind=kind, payload=payload, happened=moment, label=label)


def drafted(response, **more):
    return services.draft_document(actor=CISO, response=response, at=timezone.now(), **more)


def approved(document, town, *, office, role):
    by = person(town, role)
    return services.approve_document(actor=CISO, viewer=by, document=document, office=office, at=timezone.now())


def signed(document, town):
    approved(document, town, office="secretary", role=Role.DIRECTOR)
    approved(document, town, office="mayor", role=Role.CLERK)


def sent(document):
    return services.send_document(
        actor=CISO, document=document, addressee="de raad", channel="via de griffier", at=timezone.now()
    )


def test_the_draft_is_written_from_the_record_and_only_the_own_organisation_sees_it(town, response):
    document = drafted(response)
    page = document_for(person(town, Role.CISO), document, timezone.now())
    words = [line.text.nl for chapter in page.chapters for line in chapter.lines]
    assert any(
        one == "De toegang van buiten is gesloten (de voordeur), op 10 januari 2026, op advies." for one in words
    )
    assert page.state == "draft"
    assert not page.changed
    with pytest.raises(NotFound):
        document_for(PUBLIC, document, timezone.now())
    assert not documents_seen(PUBLIC)
    assert_journal_explains(response)


def test_every_sentence_of_fact_names_the_entries_behind_it(town, response):
    page = document_for(person(town, Role.CISO), drafted(response), timezone.now())
    line = next(line for chapter in page.chapters for line in chapter.lines if "gesloten" in line.text.nl)
    assert [source.entry.kind for source in line.sources] == ["access.closed"]


def test_a_sentence_whose_facts_changed_is_marked(town, response):
    document = drafted(response)
    told(response, "measure.done", "2026-01-12", step="fix", build="2.1")
    page = document_for(person(town, Role.CISO), document, timezone.now())
    assert page.changed
    marked = [
        (line.text.nl, line.now.nl) for chapter in page.chapters for line in chapter.lines if line.state == "changed"
    ]
    assert (
        (
            "Dat een herstelversie (patch) is geïnstalleerd, is niet vastgelegd.",
            "De herstelversie (patch) is geïnstalleerd, op 12 januari 2026.",
        )
    ) in marked
    assert "Versie (build): 2.1." in [text.nl for text in page.new]


def test_nothing_leaves_before_everybody_approved(town, response):
    document = drafted(response)
    with pytest.raises(services.Unapproved, match="mayor"):
        sent(document)
    approved(document, town, office="secretary", role=Role.DIRECTOR)
    with pytest.raises(services.Unapproved, match="mayor"):
        sent(document)
    approved(document, town, office="mayor", role=Role.DIRECTOR)
    assert sent(document).kind == "document.sent"


def test_a_deputy_may_sign_and_one_person_not_twice(town, response):
    document = drafted(response)
    director = person(town, Role.DIRECTOR)
    with pytest.raises(services.MayNotApprove):
        approved(document, town, office="mayor", role=Role.CISO)
    services.approve_document(actor=CISO, viewer=director, document=document, office="secretary", at=timezone.now())
    with pytest.raises(services.MayNotApprove):
        services.approve_document(actor=CISO, viewer=director, document=document, office="mayor", at=timezone.now())
    entry = approved(document, town, office="mayor", role=Role.CLERK)
    assert entry.payload["deputy"] is True
    page = document_for(director, document, timezone.now())
    assert page.state == "approved"
    assert [place.done for place in page.places] == [True, True]


def test_a_new_version_asks_for_new_approvals(town, response):
    document = drafted(response)
    signed(document, town)
    assert services.redraft_document(actor=CISO, document=document, at=timezone.now()) == 2
    with pytest.raises(services.Unapproved):
        sent(document)


def test_what_was_sent_is_frozen_public_and_carries_everything(town, response):
    document = drafted(response)
    signed(document, town)
    told(response, "measure.done", "2026-01-12", step="fix")
    entry = sent(document)
    digest, content = pdf_for(PUBLIC, document)
    assert entry.evidence == (digest,)
    reader = PdfReader(BytesIO(content))
    words = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Raadsinformatiebrief Lek in de voordeur"
    for expected in ("Polderdam", "Kerkplein 1", "Btw-nummer: NL001B01", "de raad", "via de griffier", "burgemeester"):
        assert expected in words
    assert "op 12 januari 2026" not in words, "a fact recorded after the approval is not in it"
    assert "CONCEPT" not in words
    for deed in (sent, lambda one: services.redraft_document(actor=CISO, document=one, at=timezone.now())):
        with pytest.raises(services.AlreadySent):
            deed(document)


def test_hostile_words_stay_words(town, response):
    told(response, "impact.stated", "2026-01-11", group=HOSTILE, channel="balie", impact="none")
    document = drafted(response)
    signed(document, town)
    sent(document)
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf_for(PUBLIC, document)[1])).pages)
    assert "".join(HOSTILE.split()) in "".join(words.split())


def test_a_label_that_does_not_allow_the_audience_keeps_the_sentence_in_the_draft_and_out_of_the_letter(town, response):
    told(response, "impact.stated", "2026-01-11", Label.RED, group="inwoners", channel="balie", impact="stopped")
    draft = letter_draft(person(town, Role.CISO), response, timezone.now())
    assert ["stilgevallen" in line.sentence.text.nl for line in draft.left_out()] == [True]
    assert "TLP:RED" in draft.left_out()[0].why_not.nl
    document = drafted(response)
    signed(document, town)
    sent(document)
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf_for(PUBLIC, document)[1])).pages)
    assert "stilgevallen" not in words
    page = document_for(PUBLIC, document, timezone.now())
    assert not any("stilgevallen" in line.text.nl for chapter in page.chapters for line in chapter.lines)


def test_two_people_at_once_and_the_second_hears_of_the_first(town, response):
    document = drafted(response)
    version = document_for(person(town, Role.CISO), document, timezone.now()).version
    services.redraft_document(actor=CISO, document=document, at=timezone.now(), expected_version=version)
    with pytest.raises(Conflict):
        services.redraft_document(actor=CISO, document=document, at=timezone.now(), expected_version=version)


def test_an_organisation_may_have_its_own_chain(town, response):
    services.set_approval_chain(organisation=town, offices=["director"])
    document = drafted(response)
    approved(document, town, office="director", role=Role.DIRECTOR)
    assert sent(document)
    with pytest.raises(services.UnknownOffice):
        services.set_approval_chain(organisation=town, offices=["king"])


def test_questions_are_received_answered_and_come_out_numbered(town, response):
    asked = read_moment("2026-01-16")
    for number, topic in enumerate(("is het advies opgevolgd", "kosten"), start=1):
        services.receive_question(
            actor=CISO,
            response=response,
            question_set="raad-1",
            number=number,
            asker="een raadslid",
            topic=topic,
            asked=asked,
            wording=f"Vraag zoals gesteld {number}: {topic}?",
        )
    services.answer_question(
        actor=CISO,
        response=response,
        question_set="raad-1",
        number=2,
        form="cannot",
        because="de rekening is er nog niet",
    )
    draft = answers_draft(person(town, Role.CISO), response, "raad-1", timezone.now())
    assert [chapter.number for chapter in draft.chapters[:2]] == ["1", "2"]
    assert draft.chapters[1].quote == "Vraag zoals gesteld 2: kosten?"
    assert "want de rekening is er nog niet" in draft.text()
    document = drafted(response, kind="answers", question_set="raad-1", audience=Audience.COUNCIL)
    assert document_for(person(town, Role.CISO), document, timezone.now()).chapters[0].number == "1"
    kinds = [entry.kind for entry in entries(person(town, Role.CISO), response=response)]
    assert kinds.count("question.received") == 2


def test_a_draft_as_of_a_moment_tells_what_was_known_then(town, response):
    later = timezone.now() + timedelta(days=1)
    draft = letter_draft(person(town, Role.CISO), response, later)
    assert f"{later.year}" in draft.text()


def test_words_removed_by_law_leave_the_stored_versions_too(town, response):
    asked = services.receive_question(
        actor=CISO,
        response=response,
        question_set="raad-1",
        number=1,
        asker="een raadslid",
        topic="kosten",
        wording="Mijn buurman Zeldzaam vraagt naar de kosten",
    )
    said = services.answer_question(
        actor=CISO, response=response, question_set="raad-1", number=1, form="own", wording="Zeldzaam krijgt antwoord"
    )
    document = drafted(response, kind="answers", question_set="raad-1")
    assert services.forget_removed_words() == 0
    by = Actor(ActorKind.PERSON, "ciso", new_id())
    for entry in (asked, said):
        remove_content(entry=entry.id, actor=by, requested_by=by.account, approved_by=new_id(), ground="AVG art. 17")
    assert services.forget_removed_words() == 1
    body = str(DocumentVersion.objects.get(document__public_id=document).body)
    assert "Zeldzaam" not in body
    assert "Deze woorden zijn verwijderd." in body
    assert document_for(person(town, Role.CISO), document, timezone.now()).chapters[0].quote == "kosten"
