"""The homes and the pages of cases: sentence, next step, answers, forms, conflict, rights, queries, both languages."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dijkwacht.cases.domain.sheets import ANSWERS, CASE_SHEETS, SHEETS
from dijkwacht.cases.models import Case, Response
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.models import EntryRow, EvidenceRow
from dijkwacht.journal.selectors import looks_at
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.identifiers import new_id
from homes_cast import assemble, case_fact, day, member, record

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
NASTY = '<script>alert("x")</script><b>'


@pytest.fixture
def exercise():
    return assemble()


def sign_in(client, account):
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")


def read(client, address, language="nl", **query):
    answer = client.get(address, query, headers={"accept-language": language})
    return answer.status_code, answer.content.decode()


def words(html):
    """Return the page's text without its tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def stamps(exercise, name="Waterhoven"):
    row = Response.objects.get(public_id=exercise.responses[name])
    newest = EntryRow.objects.order_by("-recorded_at").first()
    return {"version": row.version, "seen": newest.recorded_at.isoformat()}


def answer(client, exercise, sheet, step="hunt", name="Waterhoven", **given):
    where = reverse("answer_step", args=[exercise.responses[name], step, sheet])
    return client.post(where, {**stamps(exercise, name), **given}, headers={"accept-language": "nl"})


def fill(client, exercise, sheet, name="Waterhoven", **given):
    where = reverse("record_in_response", args=[exercise.responses[name], sheet])
    return client.post(where, {**stamps(exercise, name), **given}, headers={"accept-language": "nl"})


def test_the_first_page_of_an_organisation_says_how_it_stands_and_what_is_asked(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    assert client.get("/").url == reverse("now")
    status, html = read(client, reverse("now"))
    said = words(html)
    assert status == 200
    assert "De voordeur is dicht sinds" in said
    assert "9 van 24 dagen" in said
    assert "Nu: Misbruik onderzoeken" in said
    assert "nog 5 uur" in said
    assert "Gevraagd door Waterwacht, advies versie 3." in said
    assert "(fictief)" in said
    english = words(read(client, reverse("now"), "en")[1])
    assert "The front door has been shut since" in english
    assert "9 of 24 days" in english
    assert "Now: Hunt" in english


def test_weakness_never_stands_without_misuse(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    for address in (reverse("now"), reverse("response", args=[exercise.responses["Waterhoven"]])):
        html = read(client, address)[1]
        assert html.index("Zwakte") < html.index("Misbruik</dt>")


def test_the_page_can_be_looked_at_as_known_then(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    then = (timezone.now() - timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
    html = read(client, reverse("now"), bekend=then)[1]
    assert "open op een kwetsbaar systeem" in words(html) or "niet vastgelegd" in words(html)
    assert "vastleggen" not in html
    nothing = read(client, reverse("now"), vastgelegd=then)[1]
    assert "nog niet vastgelegd" in words(nothing)


@pytest.mark.parametrize(
    ("sheet", "given", "kind"),
    [
        ("bezig", {}, "measure.started"),
        ("gedaan", {"remark": "klaar", "happened": "2026-03-02"}, "measure.done"),
        ("anders", {"instead": "logserver doorzocht", "reason": "te kort", "equivalent": "no"}, "measure.deviated"),
        ("geblokkeerd", {"missing": "back-up", "waits_for": "leverancier"}, "measure.blocked"),
        ("nvt", {"why": "geen gateway"}, "measure.not_applicable"),
    ],
)
def test_each_answer_is_recorded_and_leads_back(client, exercise, sheet, given, kind):
    sign_in(client, exercise.account("Waterhoven"))
    done = answer(client, exercise, sheet, back="now", **given)
    assert (done.status_code, done.url) == (302, reverse("now"))
    entry = EntryRow.objects.order_by("-id").first()
    assert (entry.kind, entry.payload["step"], entry.actor_role) == (kind, "hunt", "ciso")


def test_blocked_says_what_is_missing_and_from_whom(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    answer(client, exercise, "geblokkeerd", missing="logbestanden", waits_for="leverancier")
    html = words(read(client, reverse("response", args=[exercise.responses["Waterhoven"]]))[1])
    assert "wacht op: logbestanden, leverancier" in html


def test_evidence_goes_along_with_the_answer(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    file = SimpleUploadedFile("ns.log", b"GET /vpn/../vpns HTTP/1.1\n")
    assert answer(client, exercise, "gedaan", file=file).status_code == 302
    kept = EvidenceRow.objects.get(piece=False)
    assert kept.owner == exercise.members["Waterhoven"]
    assert EntryRow.objects.order_by("-id").first().evidence == [kept.digest]


def test_a_file_over_the_limit_is_refused_beside_its_field(client, exercise, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    sign_in(client, exercise.account("Waterhoven"))
    refused = answer(client, exercise, "gedaan", file=SimpleUploadedFile("ns.log", b"eleven bytes"))
    assert refused.status_code == 422
    assert "groter dan 16 MiB" in refused.content.decode()
    assert not EvidenceRow.objects.exists()


def test_the_second_of_two_sees_what_the_first_recorded_and_nothing_of_theirs_is_written(client, exercise):
    sign_in(client, exercise.account("Waterhoven", "ict"))
    seen = stamps(exercise)
    record(exercise.responses["Waterhoven"], "measure.blocked", of=exercise.members["Waterhoven"], step="hunt",
           missing="back-up van januari", waits_for="leverancier")  # fmt: skip
    before = EntryRow.objects.count()
    where = reverse("answer_step", args=[exercise.responses["Waterhoven"], "hunt", "anders"])
    given = {**seen, "instead": "zelf gezocht", "reason": "haast"}
    second = client.post(where, given, headers={"accept-language": "nl"})
    said = words(second.content.decode())
    assert second.status_code == 409
    assert "Geblokkeerd: Misbruik onderzoeken; wacht op leverancier" in said
    assert "Anders gedaan: Misbruik onderzoeken" in said
    assert EntryRow.objects.count() == before
    html = second.content.decode()
    assert 'value="zelf gezocht"' in html
    again = {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("version", "seen")}
    assert client.post(where, {**given, **again}).status_code == 302
    assert EntryRow.objects.count() == before + 1


def test_every_form_opens_takes_html_as_words_and_refuses_a_day_that_does_not_exist(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    response = exercise.responses["Waterhoven"]
    for slug, sheet in {**ANSWERS, **SHEETS}.items():
        name, args = ("answer_step", ["hunt", slug]) if slug in ANSWERS else ("record_in_response", [slug])
        where = reverse(name, args=[response, *args])
        assert read(client, where)[0] == 200, slug
        assert client.post(where, {**stamps(exercise), **nasty_values(sheet)}).status_code == 302, slug
        for address in (reverse("response", args=[response]), reverse("now")):
            assert "<script>alert" not in read(client, address)[1], slug
        wrong = {**stamps(exercise), **nasty_values(sheet), "happened": "2026-02-30"}
        assert not sheet.dated or client.post(where, wrong).status_code == 422, slug


def nasty_values(sheet):
    fields = {field.name: field for field in KINDS[sheet.kind].fields}
    of_measure = sheet.kind.startswith("measure.")
    given = {ask.name: nasty_value(fields[ask.name]) for ask in sheet.asks if not (of_measure and ask.name == "device")}
    return {**given, "step": "hunt"}


def nasty_value(field):
    if field.name == "claim":
        return f"{NASTY} volgens een pagina"
    match field.type.value:
        case "choice":
            return field.choices[0]
        case "boolean":
            return "yes"
        case "integer":
            return "3"
        case "moment":
            return "2030-01-01"
        case _:
            return NASTY


def test_what_lies_in_the_future_did_not_happen_yet(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    ahead = (timezone.now() + timedelta(days=2)).date().isoformat()
    refused = answer(client, exercise, "gedaan", happened=ahead)
    assert refused.status_code == 422
    assert "Dit ligt in de toekomst." in refused.content.decode()


def test_lowering_before_the_term_asks_a_reason_and_takes_it(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    given = {"criterion_met": "onderzoek afgerond", "decided_by": "directeur"}
    refused = fill(client, exercise, "bewaking-omlaag", **given)
    assert refused.status_code == 422
    assert "de termijn loopt tot" in refused.content.decode()
    assert fill(client, exercise, "bewaking-omlaag", **given, reason="onderzoek eerder klaar").status_code == 302
    assert not Response.objects.get(public_id=exercise.responses["Waterhoven"]).heightened


def test_a_restriction_is_lifted_by_one_press(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    assert "Nu opheffen" in read(client, reverse("response", args=[exercise.responses["Waterhoven"]]))[1]
    assert fill(client, exercise, "beperking-op", key="thuiswerken").status_code == 302
    html = read(client, reverse("response", args=[exercise.responses["Waterhoven"]]))[1]
    assert "Nu opheffen" not in html


def test_a_promise_is_made_and_kept(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    fill(client, exercise, "toezegging", what="raad inlichten", owner_role="griffier")
    made = EntryRow.objects.filter(kind="promise.made").order_by("-id").first()
    assert fill(client, exercise, "toezegging-na", key=made.payload["key"]).status_code == 302
    assert "nagekomen" in words(read(client, reverse("now"))[1])


def test_costs_are_shown_as_money_and_only_to_their_own(client, exercise):
    address = reverse("response", args=[exercise.responses["Waterhoven"]])
    sign_in(client, exercise.account("Waterhoven"))
    assert "forensisch bureau: € 1.250,00" in words(read(client, address)[1])
    sign_in(client, exercise.account("cert", "desk"))
    html = words(read(client, address)[1])
    assert "forensisch bureau" not in html
    assert "raadsfractie" not in html
    assert "Niet met u gedeeld" in html


def test_every_look_of_the_desk_is_shown_to_the_member(client, exercise):
    desk = exercise.account("cert", "desk")
    sign_in(client, desk)
    of = exercise.members["Hoogwaarden"]
    for address in (
        reverse("members"),
        reverse("member", args=[of]),
        reverse("response", args=[exercise.responses["Hoogwaarden"]]),
    ):
        assert read(client, address)[0] == 200
    own = Viewer(new_id(), (Office(of, Role.CISO),))
    assert {look.what for look in looks_at(own, of)} >= {"members", "member", "response"}
    sign_in(client, exercise.account("Hoogwaarden"))
    assert "Waterwacht" in words(read(client, reverse("now"))[1])


def test_the_desk_records_what_a_member_says_on_the_telephone_as_relayed(client, exercise):
    sign_in(client, exercise.account("cert", "desk"))
    told = {"told_by": "role:ciso", "how": "telephone"}
    assert answer(client, exercise, "bezig", step="close-access", name="Hoogwaarden", **told).status_code == 302
    entry = EntryRow.objects.exclude(kind="word.taken").order_by("-id").first()
    assert (entry.origin, entry.actor_organisation) == ("relayed", exercise.cert)
    assert fill(client, exercise, "kosten", name="Hoogwaarden", cents="1", what="x").status_code == 422


@pytest.mark.parametrize("who", ["Oudmeer", "national", None])
def test_others_find_nothing_and_change_nothing(client, exercise, who):
    if who:
        sign_in(client, exercise.account(who, "national" if who == "national" else "ciso"))
    before = EntryRow.objects.count()
    response = exercise.responses["Waterhoven"]
    assert read(client, reverse("response", args=[response]))[0] == 404
    assert answer(client, exercise, "gedaan").status_code == 404
    assert fill(client, exercise, "kosten", cents="1", what="x").status_code == 404
    assert read(client, reverse("members"))[0] == 404
    assert read(client, reverse("member", args=[exercise.members["Waterhoven"]]))[0] == 404
    assert EntryRow.objects.count() == before


def test_no_such_step_or_form_is_not_found(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    assert answer(client, exercise, "gedaan", step="no-such-step").status_code == 404
    assert fill(client, exercise, "no-such-form").status_code == 404


def test_the_desk_names_the_worst_first_and_counts_who_is_silent_as_unknown(client, exercise):
    sign_in(client, exercise.account("cert", "desk"))
    assert client.get("/").url == reverse("members")
    html = read(client, reverse("members"))[1]
    said = words(html)
    assert (
        "Van 6 deelnemers staat er 1 open op een kwetsbaar systeem ; 1 daarvan zwijgt sinds het advies"
        in said.replace("systeem;", "systeem ;")
    )
    assert "Begin bij Hoogwaarden." in said
    assert re.search(r"gebruik onbekend 1\b", said)
    names = re.findall(r'<th scope="row"><a href="[^"]*">([^<]+)</a>', html)
    assert names[0] == "Hoogwaarden"
    assert "Zilverberg" in names


SHOWN = {
    "open": {"Hoogwaarden"},
    "te-laat": {"Hoogwaarden"},
    "geblokkeerd": {"Lage Vaart"},
    "zonder": {"Zilverberg"},
    "contact": {"Lage Vaart", "’t Zand", "Zilverberg"},
    "tegenspraak": set(),
    "stil": {"Hoogwaarden", "Lage Vaart", "Zilverberg"},
    "nonsense": {"Hoogwaarden", "Lage Vaart", "Oudmeer", "Waterhoven", "’t Zand", "Zilverberg"},
}


def names_listed(client, **query):
    html = read(client, reverse("members"), **query)[1]
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]+)</a>', html)


def test_the_rail_filters_by_the_address(client, exercise):
    sign_in(client, exercise.account("cert", "desk"))
    assert {show: set(names_listed(client, toon=show)) for show in SHOWN} == SHOWN
    assert names_listed(client, q="zand") == ["’t Zand"]
    by_name = ["Hoogwaarden", "Lage Vaart", "Oudmeer", "Waterhoven", "’t Zand", "Zilverberg"]
    assert names_listed(client, sorteer="naam") == by_name


def test_new_advice_makes_silent_who_did_not_speak_since(client, exercise):
    case_fact(
        exercise.case, exercise.cert, "advisory.revised", happened=day(0), advisory=new_id(), issuer="Waterwacht",
        level="sector", version="4", title="Sluit nu",
    )  # fmt: skip
    record(exercise.responses["Oudmeer"], "measure.started", of=exercise.members["Oudmeer"], step="account")
    sign_in(client, exercise.account("cert", "desk"))
    html = read(client, reverse("members"), toon="stil")[1]
    silent = set(re.findall(r'<th scope="row"><a href="[^"]*">([^<]+)</a>', html))
    assert "Hoogwaarden" in silent
    assert not silent & {"Oudmeer", "’t Zand"}


def test_a_contradiction_is_named(client, exercise):
    zand, of = exercise.responses["’t Zand"], exercise.members["’t Zand"]
    record(zand, "measure.done", of=of, step="fix")
    sign_in(client, exercise.account("cert", "desk"))
    assert names_listed(client, toon="tegenspraak") == ["’t Zand"]
    assert "zegt het product niet te gebruiken" in words(read(client, reverse("members"), toon="tegenspraak")[1])


def test_a_case_is_opened_a_flaw_linked_and_members_get_their_response(client, exercise):
    sign_in(client, exercise.account("cert", "desk"))
    given = {"title_nl": NASTY, "title_en": "Warning", "label": "TLP:AMBER", "steps": ["fix", "hunt"]}
    case = client.post(reverse("open_case"), given).url
    key = Case.objects.get(title_en="Warning").public_id
    assert case == reverse("case", args=[key])
    assert "<script>alert" not in read(client, case)[1]
    link = reverse("record_in_case", args=[key, "koppelen"])
    assert client.post(link, {"what": "vulnerability", "ref": "CVE-2025-0001"}).status_code == 302
    assert "CVE-2025-0001" in read(client, case)[1]
    chosen = [exercise.members[name] for name in ("Zilverberg", "Oudmeer")]
    assert client.post(reverse("open_members", args=[key]), {"members": chosen}).status_code == 302
    assert Response.objects.filter(case__public_id=key).count() == 2
    assert client.post(reverse("open_members", args=[key]), {"members": chosen}).status_code == 422
    assert client.post(reverse("open_case"), {"title_nl": ""}).status_code == 422


def test_facts_of_a_case_are_recorded_by_desks_only(client, exercise):
    address = {sheet: reverse("record_in_case", args=[exercise.case, sheet]) for sheet in CASE_SHEETS}
    sign_in(client, exercise.account("Waterhoven"))
    assert {read(client, where)[0] for where in address.values()} == {404}
    sign_in(client, exercise.account("cert", "desk"))
    for slug, sheet in CASE_SHEETS.items():
        assert client.post(address[slug], {**nasty_values(sheet), "step": "fix"}).status_code == 302, slug
        assert client.post(address[slug], {}).status_code == 422, slug
    assert "<script>alert" not in read(client, reverse("case", args=[exercise.case]))[1]


def test_an_organisation_without_a_response_opens_its_own(client, exercise):
    sign_in(client, exercise.account("Zilverberg"))
    html = words(read(client, reverse("now"))[1])
    assert "Er loopt geen opvolging van u." in html
    where = reverse("open_own", args=[exercise.case, exercise.members["Zilverberg"]])
    assert client.post(where).status_code == 302
    assert client.post(where).status_code == 403
    html = words(read(client, reverse("now"))[1])
    assert "nog niet vastgelegd" in html
    assert "Bewijs veiligstellen" in html
    other = reverse("open_own", args=[exercise.case, exercise.members["Waterhoven"]])
    assert client.post(other).status_code == 404


def test_the_public_sees_no_exercise(client, exercise):
    assert "Er is geen casus die u mag zien." in words(read(client, reverse("recorded"))[1])
    assert read(client, reverse("case", args=[exercise.case]))[0] == 404


def test_the_case_tells_its_lanes_and_vulnerabilities(client, exercise):
    sign_in(client, exercise.account("Waterhoven"))
    said = words(read(client, reverse("case", args=[exercise.case]))[1])
    assert said.index("leverancier") < said.index("landelijk") < said.index("Openstellen na een afgerond onderzoek")
    assert "13.0-47.24" in said
    assert "Misbruik is bekend sinds" in said


def test_pages_cost_at_most_twelve_queries(client, exercise, django_assert_max_num_queries):
    for number in range(20):
        member(f"Waterdorp {number}", exercise.cert)
    response = exercise.responses["Waterhoven"]
    sign_in(client, exercise.account("Waterhoven"))
    pages = [
        reverse("now"),
        reverse("response", args=[response]),
        reverse("cases"),
        reverse("case", args=[exercise.case]),
        reverse("answer_step", args=[response, "hunt", "gedaan"]),
        reverse("record_in_response", args=[response, "kosten"]),
    ]
    for address in pages:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address).status_code == 200
    sign_in(client, exercise.account("cert", "desk"))
    for address in (
        reverse("members"),
        reverse("member", args=[exercise.members["Hoogwaarden"]]),
        reverse("response", args=[response]),
        reverse("open_members", args=[exercise.case]),
    ):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address).status_code == 200
