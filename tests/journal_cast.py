"""The standing cast of the journal's tests: a municipality, its CERT, an outsider, and entries by one line."""

from uuid import UUID

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from dijkwacht.cli import roles
from dijkwacht.journal import services
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.labels import Label

MUNICIPALITY = UUID("00000000-0000-4000-8000-000000000001")
CERT = UUID("00000000-0000-4000-8000-000000000002")
HOSPITAL = UUID("00000000-0000-4000-8000-000000000003")


def person(number):
    """Return the account with this number."""
    return UUID(int=(0x40008000 << 64) + 0x1000 + number)


CISO = Viewer(person(1), (Office(MUNICIPALITY, Role.CISO),), frozenset({CERT}))
DESK = Viewer(person(2), (Office(CERT, Role.DESK),))
OUTSIDER = Viewer(person(3), (Office(HOSPITAL, Role.CISO),))
OPERATOR = Viewer(person(4), (Office(MUNICIPALITY, Role.OPERATOR), Office(CERT, Role.OPERATOR)))
ACTOR = Actor(ActorKind.PERSON, "ciso", person(1), MUNICIPALITY)


@services.one_transaction
def append(kind, payload, *, label=Label.AMBER, owner=MUNICIPALITY, actor=ACTOR, **more):
    """Append one entry of the municipality, in a transaction of its own where there is none."""
    return services.append(kind=kind, actor=actor, payload=payload, label=label, owner=owner, **more)


def as_owner(postgres):
    """Return a connection of the tables' owner to the database that the test works in."""
    return psycopg.connect(postgres.url(roles.OWNER, _database()), autocommit=True)


def as_superuser(postgres):
    """Return a connection of the superuser, for whom no trigger and no key holds: somebody with the disk in hand."""
    hand = psycopg.connect(make_conninfo(postgres.admin, dbname=_database()), autocommit=True)
    hand.execute("SET session_replication_role = 'replica'")
    return hand


def _database():
    return connection.settings_dict["NAME"]
