"""The story in a release's kept database, loaded by that release's own code; make.py starts it.

One recorded crisis and a small exercise; an account with a role; a contact point that stays and one emptied by law; a
file that is held, one in quarantine and one removed. Since 0.2.0 the town also lists its systems, compares them with an
advisory, twice, and searches evidence that it keeps. Prints the facts that later releases compare with.
"""

import hashlib
import json
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402 - Django first

from dijkwacht.advisories.engine.values import (  # noqa: E402 - Django first
    Affected,
    CveStatus,
    Document,
    Format,
    VersionStatement,
    Vulnerability,
)
from dijkwacht.cases.services import open_case, open_response  # noqa: E402 - Django first
from dijkwacht.exposure.services import import_inventory, run_matching  # noqa: E402 - Django first
from dijkwacht.hunting import jobs  # noqa: E402 - Django first
from dijkwacht.hunting.models import HuntRun  # noqa: E402 - Django first
from dijkwacht.hunting.services import keeping, open_hunt  # noqa: E402 - Django first
from dijkwacht.hunting.services.judging import judge_findings  # noqa: E402 - Django first
from dijkwacht.hunting.services.runs import start_run  # noqa: E402 - Django first
from dijkwacht.journal import selectors, services  # noqa: E402 - Django first
from dijkwacht.journal.domain.heads import head_as_text  # noqa: E402 - Django first
from dijkwacht.kernel.actor import Actor, ActorKind, Role  # noqa: E402 - Django first
from dijkwacht.kernel.errors import Unreadable  # noqa: E402 - Django first
from dijkwacht.kernel.labels import Label  # noqa: E402 - Django first
from dijkwacht.kernel.text import Text  # noqa: E402 - Django first
from dijkwacht.kernel.window import Window, minute  # noqa: E402 - Django first
from dijkwacht.organisations import services as register  # noqa: E402 - Django first
from dijkwacht.organisations.domain.period import read_period  # noqa: E402 - Django first
from dijkwacht.organisations.domain.register import ContactDetails, OrganisationDetails  # noqa: E402 - Django first
from dijkwacht.organisations.domain.words import Channel, ContactRole, Nature, OrganisationKind  # noqa: E402 - as above
from dijkwacht.web.demo.exercise import load_exercise  # noqa: E402 - Django first
from dijkwacht.web.demo.exercise_files import read_exercise  # noqa: E402 - Django first
from dijkwacht.web.demo.recorded import replay  # noqa: E402 - Django first
from dijkwacht.web.demo.story import read_story  # noqa: E402 - Django first

SIZES = {"municipalities": 6, "health": 4}
NOW = timezone.now()
DAY = timedelta(days=1)
SYSTEMS = b"""asset,vendor,product,version
ns-oudedijk,Citrix,NetScaler ADC,14.1-43.50
ns-oudedijk-2,Citrix,NetScaler ADC,14.1-47.46
ns-oudedijk-3,Citrix,NetScaler ADC,
"""


def town():
    """Make a town with two accounts and two contact points, one of them emptied by law; return what later steps use."""
    ciso = register.create_account(email="ciso@oudedijk.example", password="kept-for-a-release-9", display_name="CISO")
    lead = register.create_account(email="lead@oudedijk.example")
    person = Actor(ActorKind.PERSON, "ciso", ciso)
    details = OrganisationDetails(
        name="Gemeente Oudedijk",
        kinds=(OrganisationKind.MUNICIPALITY,),
        nature=Nature.FICTIONAL,
        sector="municipalities",
    )
    made = register.record_organisation(details=details, actor=person).id
    register.give_role(account=ciso, organisation=made, role=Role.CISO, period=read_period("2013-01"), actor=person)
    mail = ContactDetails(ContactRole.CISO, Channel.MAIL, "nu@oudedijk.example", person="Voornaam Achternaam")
    kept = register.record_contact(organisation=made, details=mail, actor=person)
    register.confirm_contact(contact=kept, at=NOW, actor=person)
    mail = ContactDetails(ContactRole.CISO, Channel.MAIL, "weg@oudedijk.example", person="Verdwenen Naam")
    gone = register.record_contact(organisation=made, details=mail, actor=person)
    two = {"requested_by": ciso, "approved_by": lead, "ground": "AVG art. 17", "actor": person}
    register.remove_contact(contact=gone, at=NOW, **two)
    return made, two


def files(owner, two):
    """Hand in a file, quarantine one, and remove one; return the digest of the last."""
    services.store_evidence(content=b"%PDF-1.7 a kept report", name="report.pdf", owner=owner)
    unreadable = Unreadable("no date", place="line 1", remedy="correct it")
    services.quarantine(content=b"a;b\n", what="inventory", owner=owner, error=unreadable)
    wrong = services.store_evidence(content=b"a file handed in by mistake", name="mistake.txt", owner=owner)
    services.remove_evidence(digest=wrong.digest, owner=owner, **two)
    return wrong.digest


def advice(fixed):
    """Return a flaw of the product, mended in this build of its line."""
    said = VersionStatement("14.1", CveStatus.AFFECTED, less_than=fixed)
    named = Affected("NetScaler", "ADC", (said,), CveStatus.UNAFFECTED)
    flaw = Vulnerability("EXERCISE-1", affected=(named,))
    return Document(Format.CVE_5, flaw.name, fixed, flaw.name, "NetScaler", status="PUBLISHED", vulnerabilities=(flaw,))


def exposed(town):
    """List what the town runs, compare it with an advisory, and with a later revision that changes one answer."""
    actor = Actor(ActorKind.PERSON, "ict", organisation=town)
    import_inventory(organisation=town, content=SYSTEMS, name="systems.csv", actor=actor, at=NOW)
    for fixed in ("47.46", "47.48"):
        run_matching(organisations=[town], documents=[advice(fixed)], actor=actor, at=NOW)


def hunted(town):
    """Keep a log of the town in its evidence room, search it, and judge what was found."""
    actor = Actor(ActorKind.PERSON, "ict", organisation=town)
    title = Text("Kleine oefening", "Small exercise")
    began = minute(NOW - 9 * DAY)
    case = open_case(
        actor=actor, owner=town, label=Label.AMBER, title=title, steps=("hunt",), product="NetScaler ADC", known=began
    )
    response = open_response(actor=actor, case=case, organisation=town, happened=began, known=began)
    at, lines = NOW - 3 * DAY, []
    while at < NOW:
        lines.append(f'203.0.113.7 - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET /vpn/index.html HTTP/1.1" 200 512 "-" "x"')
        at += timedelta(minutes=20)
    lines[9] = lines[9].replace("/vpn/index.html", "/vpn/../vpns/cfg/smb.conf")
    content = "\n".join(lines).encode() + b"\n"
    upload = keeping.begin_upload(actor=actor, response=response, name="httpaccess.log", size=len(content), at=NOW)
    keeping.put_part(upload=upload, number=1, sha256=hashlib.sha256(content).hexdigest(), content=content)
    keeping.finish_upload(upload=upload)
    keeping.join_upload(upload=upload, at=NOW)
    window = Window(NOW - 3 * DAY, NOW - DAY)
    open_hunt(actor=actor, response=response, hunt="first", at=NOW, window=window)
    run = start_run(actor=actor, response=response, hunt="first", packs=["citrix-2019-19781"], at=NOW)
    for unit in HuntRun.objects.get(public_id=run).units.order_by("number"):
        jobs.search_unit(run=str(run), unit=unit.number)
    ended = HuntRun.objects.get(public_id=run)
    assert ended.found.count() > 0, (ended.state, ended.outcome)
    for rule in sorted(set(ended.found.values_list("rule", flat=True))):
        judge_findings(actor=actor, run=run, rule=rule, judgement="benign", because="a test of our own, kept", at=NOW)


def counts():
    """Return the rows of each table."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - names of our own tables
            (found[table],) = cursor.fetchone()
    return found


def main(demo):
    """Load everything, place it in the tree, and print the facts."""
    register.ensure_sectors()
    replay(read_story(demo / "citrix-2020.yml"))
    load_exercise(read_exercise(demo / "exercise", NOW), sizes=SIZES)
    made, two = town()
    removed = files(made, two)
    exposed(made)
    hunted(made)
    while services.sequence_once():
        pass
    services.beat("worker")
    checked = selectors.verify_record()
    assert checked.first_bad is None
    facts = {"tables": counts(), "head": dict(head_as_text(checked.head)), "removed_evidence": removed}
    sys.stdout.write(json.dumps(facts, indent=1, sort_keys=True) + "\n")


main(Path(sys.argv[1]))
