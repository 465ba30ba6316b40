"""A town in a crisis with one of everything that an address can name: for tests over all pages at once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from dijkwacht.advisories import services as advising
from dijkwacht.advisories.domain.providers import Metadata, ProviderRole
from dijkwacht.advisories.domain.summary import Summary
from dijkwacht.advisories.domain.words import Level, Nature
from dijkwacht.advisories.domain.written import Handling, Written
from dijkwacht.advisories.engine.values import Document, Format, Vulnerability
from dijkwacht.advisories.selectors import advisory_page
from dijkwacht.cases.domain.sheets import ANSWERS, CASE_SHEETS, SHEETS
from dijkwacht.cases.services import open_response
from dijkwacht.containment.views import DEEDS as GATE_DEEDS
from dijkwacht.exposure.engine.csv_inventory import read_csv
from dijkwacht.exposure.selectors import verdicts
from dijkwacht.exposure.services import import_inventory, run_matching
from dijkwacht.hunting.services.keeping import begin_upload
from dijkwacht.hunting.views import DEEDS as HUNT_DEEDS
from dijkwacht.journal.selectors import entries
from dijkwacht.journal.services import store_evidence
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.operation import Scope
from dijkwacht.kernel.window import minute, read_moment
from dijkwacht.notification.domain.inquiries import Question
from dijkwacht.notification.services import send_inquiry
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.services import (
    create_account,
    give_role,
    make_token,
    record_shared_host,
    state_use,
    use_host,
)
from dijkwacht.recovery.services import ask_partner
from dijkwacht.recovery.views import DEEDS as RECOVERY_DEEDS
from dijkwacht.reporting.services import draft_document, receive_question
from organisations_cast import ALWAYS, DESK_WORK, Cast, account_with, contact, viewer
from response_cast import Scene, scene
from room_cast import ICT, asked, keep
from verification_stand import stand

DAY = read_moment("2020-01-17")
CSV = b"asset;vendor;product;version\nns-tweestroom;Citrix;NetScaler ADC;12.1-55.18\n"
ODD = b"Naam CI;Merk;Pakket;Uitgave\nns-tweestroom;Citrix;NetScaler ADC;12.1-55.18\n"
SECRETS = ("Súdwest-Tweestroom", "ns-tweestroom", "Veldgate flaw", "Oefencasus NetScaler", "06 44556677", "Wie betaalt")
"""Texts of the stage that only its own people and their desk may read."""


@dataclass
class Stage:
    """Who plays, and for each name in an address what it can be; `slugs` by the name of the page."""

    cast: Cast
    named: dict[str, object]
    slugs: dict[str, dict[str, list[object]]] = field(default_factory=dict)

    def arguments(self, page: str, wanted: list[str]) -> list[dict[str, object]]:
        """Return the arguments with which a page of the stage is asked for; several where it has several sorts."""
        own = self.slugs.get(page, {})
        fixed = {name: self.named[name] for name in wanted if name not in own}
        found: list[dict[str, object]] = [fixed]
        for name in set(wanted) & set(own):
            found = [{**each, name: value} for each in found for value in own[name]]
        return found


def _slugs(desk: Actor, cast: Cast, advisory_digest: str) -> dict[str, dict[str, list[object]]]:
    """Return what stands in an address besides the id of a thing, by the name of the page."""
    return {
        "join_pre_warning": {"advisory": [_pre_warning(desk, cast)]},
        "answer_step": {"sheet": list(ANSWERS)},
        "record_in_response": {"sheet": list(SHEETS)},
        "record_in_case": {"sheet": list(CASE_SHEETS)},
        "hunt_deed": {"deed": list(HUNT_DEEDS)},
        "gate_deed": {"deed": list(GATE_DEEDS)},
        "recovery_deed": {"deed": list(RECOVERY_DEEDS)},
        "advisory_file": {"digest": [advisory_digest]},
        "inventory_headings": {"digest": [store_evidence(content=ODD, name="eigen.csv", owner=cast.town).digest]},
    }


def stage() -> Stage:
    """Put everything into an empty database through the services."""
    made = scene()
    cast = made.cast
    desk = Actor(ActorKind.PERSON, "desk", organisation=cast.town_cert)
    ciso = Actor(ActorKind.PERSON, "ciso", organisation=cast.town)
    now = timezone.now()
    advisory = _advice(desk, cast)
    read = read_csv(CSV, organisation="Súdwest-Tweestroom")
    import_inventory(organisation=cast.town, content=CSV, name="cmdb.csv", actor=ciso, at=now, read=read)
    made.told("device.stated", "2020-01-14", device="ns-tweestroom", product="NetScaler ADC", build="12.1-55.18")
    made.told("access.closed", "2020-01-17", scope="all", what="inloggen van buiten", ground="advice")
    made.told("hunt.opened", "2020-01-18", hunt="h1")
    receive_question(
        actor=ciso, response=made.response, question_set="raad", number=1, asker="raadsfractie", topic="Wie betaalt?"
    )
    inquiry = send_inquiry(
        case=made.case,
        asker="Gemeentewacht",
        asker_organisation=cast.town_cert,
        audience="cert",
        title="Draait u Veldgate flaw?",
        questions=(Question("use", "Gebruikt u het?"),),
        asked=[cast.town, cast.other_town],
        sent=minute(now),
        actor=desk,
    )
    page = advisory_page(viewer("director", cast.town), advisory)
    named = {
        "token": _token(cast),
        "role": _role(cast),
        "account": account_with("clerk", cast.town, email="griffie@accounts.example"),
        "organisation": cast.town,
        "contact": contact(cast.town, "phone", "06 44556677", carried_by="other"),
        "advisory": advisory,
        "advice": page.reopening[0].id,
        "provider": _provider(desk, cast),
        "case": made.case,
        "response": made.response,
        "step": "fix",
        "flaw": "CVE-2019-19781",
        "entry": entries(viewer("clerk", cast.town), response=made.response)[0].id,
        "verdict": _verdict(ciso, cast),
        "digest": store_evidence(content=b"ns.log of ns-tweestroom", name="ns.log", owner=cast.town).digest,
        "inquiry": inquiry,
        "document": draft_document(actor=ciso, response=made.response, at=now),
        "question_set": "raad",
        "target": stand(cast.town, 8443, device="ns-tweestroom").target,
        "question": _link_question(ciso, cast, made.case),
        **_room(made),
        **_shared(ciso, cast),
    }
    return Stage(cast, named, _slugs(desk, cast, page.current.digest))


def _room(made: Scene) -> dict[str, object]:
    """Keep a file in the evidence room and search it; a second upload waits for its parts."""
    file = keep(made.response, b"203.0.113.7 ns-tweestroom\n", "ns-tweestroom.log")
    run = asked(made, "citrix-2026", hunt="h1")
    waits = begin_upload(actor=ICT, response=made.response, name="core", size=1, at=timezone.now())
    return {"file": file.public_id, "run": run.public_id, "upload": waits}


def _shared(actor: Actor, cast: Cast) -> dict[str, object]:
    """Let the town run a system for the other one, and be named by that one as a user of its own."""
    host = record_shared_host(name="ns-tweestroom", operator=cast.town)
    use_host(host=host, organisation=cast.other_town, period=ALWAYS, actor=DESK_WORK)
    theirs = record_shared_host(name="ns-waterdam", operator=cast.other_town)
    return {"host": host, "use": state_use(host=theirs, organisation=cast.town, since=DAY, actor=actor)}


def _token(cast: Cast) -> UUID:
    account = account_with("ciso", cast.town, email="token@accounts.example")
    return make_token(account=account, name="a program", scopes=[Scope.READ], at=timezone.now()).id


def _role(cast: Cast) -> UUID:
    account = create_account(email="rol@accounts.example")
    return give_role(account=account, organisation=cast.town, role=Role.ICT, period=ALWAYS, actor=DESK_WORK)


def _provider(desk: Actor, cast: Cast) -> UUID:
    metadata = Metadata("https://veldgate.example/provider-metadata.json", "Veldgate BV", ProviderRole.PUBLISHER)
    return advising.add_provider(actor=desk, owner=cast.town_cert, metadata=metadata, level=Level.VENDOR)


def _advice(desk: Actor, cast: Cast) -> UUID:
    tracking = {
        "id": "VG-2020-01",
        "version": "1",
        "status": "final",
        "initial_release_date": "2020-01-09T10:00:00Z",
        "current_release_date": "2020-01-09T10:00:00Z",
        "revision_history": [{"number": "1", "date": "2020-01-09T10:00:00Z", "summary": "x"}],
    }
    publisher = {"category": "vendor", "name": "Veldgate BV", "namespace": "https://veldgate.example"}
    head = {"category": "csaf_base", "csaf_version": "2.0", "title": "Veldgate flaw", "publisher": publisher}
    handling = Handling(cast.town_cert, Label.AMBER, cast.town_cert)
    content = json.dumps({"document": {**head, "tracking": tracking}}).encode()
    advisory = advising.receive_advisory(content=content, actor=desk, handling=handling, level=Level.VENDOR).advisory
    assert advisory is not None
    advising.advise_reopening(
        actor=desk,
        handling=handling,
        issuer="Veldgate BV",
        version="1",
        advised=DAY,
        builds=("12.1-55.18",),
        advisory=advisory,
    )
    return advisory


def _verdict(actor: Actor, cast: Cast) -> UUID:
    flaw = Vulnerability("CVE-2019-19781", "CVE-2019-19781")
    record = Document(Format.CVE_5, flaw.cve, "1", flaw.cve, "Citrix", status="PUBLISHED", vulnerabilities=(flaw,))
    run_matching(organisations=[cast.town], documents=[record], actor=actor, at=timezone.now())
    return verdicts(Viewer(offices=(Office(cast.town, Role.CISO),)), cast.town)[0].id


def _link_question(actor: Actor, cast: Cast, case: UUID) -> UUID:
    """Let the other town ask ours about a link: the one thing of a response that a partner may see."""
    theirs = open_response(actor=actor, case=case, organisation=cast.other_town)
    return ask_partner(
        actor=actor, response=theirs, partner="Tweestroom", partner_organisation=cast.town, data="verhuisberichten"
    )


def _pre_warning(desk: Actor, cast: Cast) -> UUID:
    written = Written("Gemeentewacht", Level.SECTOR, "1", Summary("Veldgate flaw, early"), Nature.PRE_WARNING)
    return advising.write_by_hand(
        written=written, actor=desk, handling=Handling(cast.town_cert, Label.AMBER, cast.town_cert)
    )


def own_pages() -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the arguments of every address of the product's own, those of libraries left out."""
    yield from _walk(get_resolver())


def _walk(resolver: URLResolver) -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern)
        elif isinstance(pattern, URLPattern) and _is_ours(pattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            yield pattern.name, sorted(pattern.pattern.converters)


def _is_ours(pattern: URLPattern) -> bool:
    return pattern.callback.__module__.startswith("dijkwacht.")


def sign_in(client, role, at) -> None:
    """Let the client act as an account with this role, made when it is first asked for."""
    email = f"{role}.{at}@accounts.example"
    row = Account.objects.filter(email=email).first()
    row = row or Account.objects.get(public_id=account_with(role, at, email=email))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")


def address(page: str, arguments: dict[str, object]) -> str:
    """Return the address of a page."""
    return reverse(page, kwargs=arguments)
