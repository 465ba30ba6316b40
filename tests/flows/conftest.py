"""The recorded crises, replayed once per session from the files that make the demo."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections, transaction

from dijkwacht.cases.selectors import ResponseView, response_for
from dijkwacht.cli import roles
from dijkwacht.journal.services import sequence_once
from dijkwacht.kernel.actor import PUBLIC
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations.services import ensure_sectors
from dijkwacht.web import environment
from dijkwacht.web.demo.recorded import Replay, replay
from dijkwacht.web.demo.story import read_story

DEMO = Path(__file__).parents[2] / "demo"


@dataclass(frozen=True)
class Crisis:
    """A replayed crisis, read as the public reads it."""

    made: Replay

    @property
    def case(self) -> UUID:
        return self.made.case

    def of(self, organisation: str, known: str = "") -> ResponseView:
        """Return an organisation's response, as known by the given moment (Amsterdam) or now."""
        asof = AsOf(known=read_moment(known).earliest) if known else NOW
        return response_for(PUBLIC, self.made.responses[organisation], asof)


@dataclass(frozen=True)
class Library:
    """The database in which both crises were replayed, once per worker."""

    database: str
    crises: dict[str, Replay]


@pytest.fixture(scope="session")
def library(postgres, django_db_setup, django_db_blocker):
    """Replay both recorded crises into a database of their own."""
    database = postgres.clone()
    before = connections.settings["default"].copy()
    with django_db_blocker.unblock():
        point_django_at(postgres.url(roles.APP, database))
        ensure_sectors()
        crises = {name: replay(read_story(DEMO / f"{name}.yml")) for name in ("citrix-2020", "citrix-2025")}
        while sequence_once():
            pass
        connections.close_all()
        connections.settings["default"].update(before)
    yield Library(database, crises)
    postgres.drop(database)


@pytest.fixture
def _in_library(library, postgres, django_db_blocker):
    """Work in the library's database; what a test writes is rolled back."""
    before = connections.settings["default"].copy()
    with django_db_blocker.unblock():
        point_django_at(postgres.url(roles.APP, library.database))
        atomic = transaction.atomic()
        atomic._from_testcase = True  # a durable block may open inside, as in django.test.TestCase
        atomic.__enter__()
        try:
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            connections.close_all()
            connections.settings["default"].update(before)


def point_django_at(url: str) -> None:
    connections["default"].close()
    connections.settings["default"].update(environment.database(url, pool=False))


@pytest.fixture
def citrix_2020(library, _in_library) -> Crisis:
    """Citrix NetScaler, January 2020."""
    return Crisis(library.crises["citrix-2020"])


@pytest.fixture
def citrix_2025(library, _in_library) -> Crisis:
    """Citrix NetScaler, summer 2025."""
    return Crisis(library.crises["citrix-2025"])
