"""The story in a release's kept database, loaded by that release's own code; make.py starts it.

One recorded crisis and a small exercise; an account with a role; a contact point that stays and one emptied by law; a
file that is held, one in quarantine and one removed. Prints the facts that later releases compare with.
"""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402 - Django first

from dijkwacht.journal import selectors, services  # noqa: E402 - Django first
from dijkwacht.journal.domain.heads import head_as_text  # noqa: E402 - Django first
from dijkwacht.kernel.actor import Actor, ActorKind, Role  # noqa: E402 - Django first
from dijkwacht.kernel.errors import Unreadable  # noqa: E402 - Django first
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
    removed = files(*town())
    while services.sequence_once():
        pass
    services.beat("worker")
    checked = selectors.verify_record()
    assert checked.first_bad is None
    facts = {"tables": counts(), "head": dict(head_as_text(checked.head)), "removed_evidence": removed}
    sys.stdout.write(json.dumps(facts, indent=1, sort_keys=True) + "\n")


main(Path(sys.argv[1]))
