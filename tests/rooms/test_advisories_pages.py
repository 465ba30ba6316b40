"""Desks write, upload and revise advice; organisations read it; nobody sees more than theirs."""

import json
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dijkwacht.advisories import selectors
from dijkwacht.advisories.domain.validation import Preset
from dijkwacht.advisories.jobs import judge_revision
from dijkwacht.advisories.models import Revision
from dijkwacht.advisories.services import mark_judgement
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.selectors import viewer_for
from organisations_cast import NOW, account_with, assemble

pytestmark = pytest.mark.django_db
NO_ROWS = {"actions-TOTAL_FORMS": "1", "actions-INITIAL_FORMS": "0", "actions-0-step": ""}
ADVICE = {
    "nature": "advisory",
    "level": "sector",
    "issuer": "Gemeentewacht",
    "title": "Close <b>Veldgate</b> now",
    "version": "1",
    "label": "TLP:AMBER",
    "finding": "Anybody can read files",
    "vulnerabilities": "CVE-2020-99001",
    "fixes": "13.0; 13.0.47.24; 2020-01-23",
    "issued": "2020-01-18",
    "actions-TOTAL_FORMS": "1",
    "actions-INITIAL_FORMS": "0",
    "actions-0-step": "close-access",
    "actions-0-scope": "from the internet",
    "actions-0-deadline": "2020-01-18",
    "actions-0-unless": "impact too great",
    "actions-0-then": "watch",
}


def account(role, at):
    found = Account.objects.filter(email=f"{role}.{at}@accounts.example").first()
    return found.public_id if found else account_with(role, at)


def sign_in(client, role, at):
    row = Account.objects.get(public_id=account(role, at))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")


def viewer(role, at):
    return viewer_for(account(role, at), NOW)


def text(answer):
    return answer.content.decode()


def written(client, cast, **over):
    sign_in(client, "desk", cast.town_cert)
    answer = client.post(reverse("write_advisory"), {**ADVICE, **over})
    assert answer.status_code == 302, text(answer)
    return UUID(answer["Location"].strip("/").rpartition("/")[2])


def csaf(title="Flaw in Veldgate"):
    tracking = {
        "id": "VG-2020-01",
        "version": "1",
        "status": "final",
        "initial_release_date": "2020-01-09T10:00:00Z",
        "current_release_date": "2020-01-09T10:00:00Z",
        "revision_history": [{"number": "1", "date": "2020-01-09T10:00:00Z", "summary": "x"}],
    }
    publisher = {"category": "vendor", "name": "Veldgate BV", "namespace": "https://veldgate.example"}
    head = {"category": "csaf_base", "csaf_version": "2.0", "title": title, "publisher": publisher}
    return json.dumps({"document": {**head, "tracking": tracking}}).encode()


def upload(client, content):
    file = SimpleUploadedFile("vg.json", content, "application/json")
    return client.post(reverse("upload_advisory"), {"file": file, "level": "vendor", "label": ""})


def test_a_desk_has_a_file_judged_by_all_tests_and_the_version_says_how_that_stands(client):
    cast = assemble()
    sign_in(client, "desk", cast.town_cert)
    page = upload(client, csaf())["Location"]
    judge = reverse("judge_advisory", args=[page.strip("/").rpartition("/")[2]])
    assert client.post(judge, {"preset": "everything"}).status_code == 422
    assert client.post(judge, {"preset": "full"}).status_code == 302
    english = {"accept-language": "en"}
    assert 'Waits to be judged by the tests "full"' in text(client.get(page, headers=english))
    revision = Revision.objects.get()
    mark_judgement(revision=revision.public_id, preset=Preset.FULL, state="begun")
    assert 'Is being judged by the tests "full" now' in text(client.get(page, headers=english))
    judge_revision(str(revision.public_id), "full")
    html = text(client.get(page, headers=english))
    assert ("(full)" in html, "be judged by" in html) == (True, False)
    sign_in(client, "ciso", cast.town)
    assert client.post(judge, {"preset": "full"}).status_code == 404


def test_a_desk_writes_advice_and_a_member_reads_what_to_do(client):
    cast = assemble()
    advisory = written(client, cast)

    sign_in(client, "ciso", cast.town)
    html = text(client.get(reverse("advisory", args=[advisory]), headers={"accept-language": "nl"}))

    assert "Close &lt;b&gt;Veldgate&lt;/b&gt; now" in html
    assert "<b>Veldgate" not in html
    for said in ("toegang van buiten sluiten", "impact too great", "verhoogd bewaken", "13.0.47.24", "CVE-2020-99001"):
        assert said in html
    assert reverse("revise_advisory", args=[advisory]) not in html


def test_the_page_is_there_in_english_too(client):
    cast = assemble()
    advisory = written(client, cast)
    html = text(client.get(reverse("advisory", args=[advisory]), headers={"accept-language": "en"}))
    assert "close outside access" in html
    assert "Is this advice whole?" in html


def test_an_outsider_gets_the_same_answer_as_for_advice_that_does_not_exist(client):
    cast = assemble()
    advisory = written(client, cast)
    sign_in(client, "ciso", cast.outsider)
    hidden = client.get(reverse("advisory", args=[advisory]))
    absent = client.get(reverse("advisory", args=[UUID(int=0)]))
    assert (hidden.status_code, absent.status_code, hidden.content == absent.content) == (404, 404, True)
    assert "Veldgate" not in text(client.get(reverse("advisories")))


@pytest.mark.parametrize("page", ["write_advisory", "upload_advisory"])
def test_only_desks_find_the_forms(client, page):
    cast = assemble()
    sign_in(client, "ciso", cast.town)
    assert client.get(reverse(page)).status_code == 404
    assert client.post(reverse(page), ADVICE).status_code == 404
    sign_in(client, "desk", cast.town_cert)
    assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"issued": "2020-02-30"}, "This is no date or time that exists."),
        ({"fixes": "13.0"}, "Write: maintenance line; build; date."),
        ({"actions-0-unless": ""}, "Say on which ground"),
        ({"title": ""}, "Title"),
    ],
)
def test_a_form_that_does_not_fit_comes_back_with_its_fault(client, wrong, said):
    cast = assemble()
    sign_in(client, "desk", cast.town_cert)
    answer = client.post(reverse("write_advisory"), {**ADVICE, **wrong}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Anybody can read files" in text(answer)


def test_a_pre_warning_for_named_recipients_reaches_them_only(client):
    cast = assemble()
    advisory = written(
        client, cast, nature="pre-warning", label="TLP:AMBER+STRICT", recipients=[str(cast.town)], vulnerabilities=""
    )
    sign_in(client, "ciso", cast.town)
    answer = client.get(reverse("advisory", args=[advisory]), headers={"accept-language": "en"})
    assert "A pre-warning of Gemeentewacht" in " ".join(text(answer).split())
    sign_in(client, "ciso", cast.other_town)
    assert client.get(reverse("advisory", args=[advisory])).status_code == 404


def test_who_revises_second_sees_the_first_before_anything_is_lost(client):
    cast = assemble()
    advisory = written(client, cast)
    page = reverse("revise_advisory", args=[advisory])
    seen = str(selectors.advisory_page(viewer("desk", cast.town_cert), advisory).line.row_version)

    first = client.post(page, {**ADVICE, "version": "2", "title": "Watch it", "expected": seen})
    second = client.post(page, {**ADVICE, "version": "2b", "title": "Lost?", "expected": seen})

    assert (first.status_code, second.status_code) == (302, 409)
    html = text(client.get(reverse("advisory", args=[advisory]), headers={"accept-language": "en"}))
    assert "the title changed" in html
    assert "Lost?" not in html


def test_own_advice_derives_from_the_national_line_with_differences_visible(client):
    cast = assemble()
    source = written(client, cast, label="TLP:CLEAR", issuer="Landelijke Wacht", level="national")
    assert "Close &lt;b&gt;" in text(client.get(reverse("write_advisory") + f"?from={source}"))
    derived = written(
        client, cast, derived_from=str(source), title="Ours", **{"actions-0-unless": "", "actions-0-then": ""}
    )

    html = text(client.get(reverse("advisory", args=[derived]), headers={"accept-language": "en"}))

    assert "Where this advice comes from" in html
    assert "close-access: advised action changed" in html


def test_a_file_is_added_and_handed_out_as_it_came(client):
    cast = assemble()
    sign_in(client, "desk", cast.town_cert)
    page = upload(client, csaf())["Location"]
    (line,) = selectors.advisories(viewer("desk", cast.town_cert))
    digest = selectors.advisory_page(viewer("desk", cast.town_cert), line.id).current.digest

    assert "Veldgate BV" in text(client.get(page))
    got = client.get(reverse("advisory_file", args=[line.id, digest]))
    assert (got.content, got["X-Content-Type-Options"]) == (csaf(), "nosniff")
    assert client.get(reverse("advisory_file", args=[line.id, "0" * 64])).status_code == 404


def test_who_may_see_a_version_may_have_its_bytes_though_the_evidence_is_the_desk_s(client):
    cast = assemble()
    sign_in(client, "desk", cast.town_cert)
    upload(client, csaf())
    (line,) = selectors.advisories(viewer("desk", cast.town_cert))
    seen = selectors.advisory_page(viewer("desk", cast.town_cert), line.id).current
    file = reverse("advisory_file", args=[line.id, seen.digest])

    sign_in(client, "ciso", cast.town)
    assert client.get(file).content == csaf()
    (document,) = selectors.documents_seen(viewer("ciso", cast.town))
    assert document.title == "Flaw in Veldgate"
    assert len(selectors.documents_seen(viewer("ciso", cast.town), vulnerabilities=["CVE-2020-0001"])) == 0

    sign_in(client, "ciso", cast.outsider)
    assert client.get(file).status_code == 404
    assert not tuple(selectors.documents_seen(viewer("ciso", cast.outsider)))
    for stranger in (viewer("ciso", cast.outsider), viewer("operator", cast.town_cert)):
        with pytest.raises(NotFound):
            selectors.revision_bytes(stranger, seen.id)


@pytest.mark.parametrize(
    ("content", "said", "place"),
    [
        (csaf()[:80], "The file ends in the middle", "vg.json, line 1"),
        (b"\xff\xfe{", "not UTF-8", "vg.json, line 1"),
        (b'{"no": 1}', "in no format", "vg.json"),
        (csaf(title=""), "schema", "/document/title"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_stands_in_quarantine(client, content, said, place):
    cast = assemble()
    sign_in(client, "desk", cast.town_cert)
    answer = upload(client, content)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "vg.json" in text(client.get(reverse("advisories"))) or "/document" in text(
        client.get(reverse("advisories"))
    )


def test_seventy_megabytes_are_refused_with_the_limit(client):
    cast = assemble()
    sign_in(client, "desk", cast.town_cert)
    answer = upload(client, b'{"document": "' + b"x" * (70 * 1024 * 1024) + b'"}')
    assert answer.status_code == 422
    assert "64 MiB" in text(answer)


def test_a_desk_advises_reopening_and_takes_it_back(client):
    cast = assemble()
    advisory = written(client, cast)
    advise = reverse("advise_reopening", args=[advisory])

    assert client.post(advise, {"version": "1", "builds": "", "advised": "2020-01-24"}).status_code == 422
    assert client.post(advise, {"version": "1", "builds": "13.0.47.24", "advised": "2020-01-24"}).status_code == 302
    (seen,) = selectors.advisory_page(viewer("ciso", cast.town), advisory).reopening
    assert (seen.advice.builds, seen.advice.revoked) == (("13.0.47.24",), None)

    revoke = reverse("revoke_reopening", args=[advisory, seen.id])
    sign_in(client, "ciso", cast.town)
    assert client.post(revoke, {"revoked": "2020-01-25", "because": "new hole"}).status_code == 404
    sign_in(client, "desk", cast.town_cert)
    assert client.post(revoke, {"revoked": "2020-01-25", "because": "new hole"}).status_code == 302
    assert client.post(revoke, {"revoked": "2020-01-25", "because": "again"}).status_code == 409
    assert "new hole" in text(client.get(reverse("advisory", args=[advisory])))


def test_a_ciso_says_that_it_was_read_and_the_desk_sees_it(client):
    cast = assemble()
    advisory = written(client, cast)
    sign_in(client, "ciso", cast.town)

    answer = client.post(reverse("read_advisory", args=[advisory]), {"read": "2020-01-19", "channel": "sms"})

    assert answer.status_code == 302
    (entry,) = entries(viewer("desk", cast.town_cert), kinds=["advisory.read"])
    assert (entry.organisation, entry.text("reader"), entry.text("channel")) == (cast.town, "ciso", "sms")
    sign_in(client, "desk", cast.town_cert)
    html = text(client.get(reverse("advisory", args=[advisory]), headers={"accept-language": "en"}))
    assert "1 day after publication" in html


def test_a_pre_warning_joins_the_cve_the_patch_and_the_advice_it_became(client):
    cast = assemble()
    early = written(
        client, cast, nature="pre-warning", label="TLP:AMBER+STRICT", recipients=[str(cast.town)], vulnerabilities=""
    )
    public = written(client, cast, label="TLP:CLEAR", title="The public advice")
    page = reverse("join_pre_warning", args=[early])
    seen = selectors.advisory_page(viewer("desk", cast.town_cert), early).line.row_version
    told = {"version": "2", "vulnerabilities": "CVE-2020-99001", "fixes": "13.0; 13.0.47.24", "advisory": str(public)}

    assert "The public advice" in text(client.get(page))
    assert client.post(page, {"version": "2", "expected": seen}).status_code == 422
    assert client.post(page, {**told, "advisory": str(early)}).status_code == 422
    assert client.post(page, {**told, "expected": seen}).status_code == 302
    assert client.post(page, {**told, "version": "3", "expected": seen}).status_code == 409

    line = selectors.advisory_page(viewer("ciso", cast.town), early)
    assert (line.joined_to.id, line.line.summary.names, line.line.label) == (
        public,
        ("CVE-2020-99001",),
        Label.AMBER_STRICT,
    )
    sign_in(client, "ciso", cast.other_town)
    assert "CVE-2020-99001" in text(client.get(reverse("advisory", args=[public])))
    assert client.get(reverse("advisory", args=[early])).status_code == 404


def test_only_the_desk_that_wrote_it_lets_a_pre_warning_join_and_only_a_pre_warning(client):
    cast = assemble()
    early = written(client, cast, nature="pre-warning")
    public = written(client, cast)
    assert client.get(reverse("join_pre_warning", args=[public])).status_code == 404
    for role, at in (("ciso", cast.town), ("desk", cast.health_cert)):
        sign_in(client, role, at)
        assert client.get(reverse("join_pre_warning", args=[early])).status_code == 404
        assert client.post(reverse("publish_advisory", args=[early]), {"channel": "x"}).status_code == 404


def test_a_desk_says_where_advice_was_published_and_why_it_was_held_back(client):
    cast = assemble()
    advisory = written(client, cast)
    publish = reverse("publish_advisory", args=[advisory])
    withheld = {"channel": "website", "outcome": "withheld", "decided": "2020-01-17"}

    refused = client.post(publish, withheld, headers={"accept-language": "en"})
    assert (refused.status_code, "Holding advice back wants a reason" in text(refused)) == (422, True)
    assert client.post(publish, {**withheld, "because": "no fix yet"}).status_code == 302
    assert client.post(publish, {"channel": "mail", "outcome": "published", "decided": "2020-02-30"}).status_code == 422
    assert client.post(publish, {"channel": "mail", "outcome": "published", "decided": "2020-01-17"}).status_code == 302

    html = text(client.get(reverse("advisory", args=[advisory]), headers={"accept-language": "nl"}))
    assert "website: niet geplaatst" in html
    assert "no fix yet" in html
    assert "mail: geplaatst" in html


@pytest.mark.parametrize("page", ["list", "advisory"])
def test_the_pages_cost_few_queries(client, page):
    cast = assemble()
    advisory = written(client, cast)
    url = reverse("advisories") if page == "list" else reverse("advisory", args=[advisory])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) <= 12, [query["sql"][:120] for query in queries]
