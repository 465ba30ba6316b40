"""The filter of labelled tables against `decide`: every viewer, every fact, through the real database."""

from itertools import product
from uuid import UUID

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from dijkwacht.disclosure.domain import Category, Fact, decide
from dijkwacht.disclosure.selectors import shown
from dijkwacht.kernel.actor import PUBLIC, Office, Role, Viewer
from dijkwacht.kernel.labels import Label

US, CERT, OTHER, OTHER_CERT, NATION = (UUID(int=number) for number in range(1, 6))
VIEWERS = [PUBLIC] + [
    Viewer(UUID(int=9), tuple(Office(place, role) for place in (where, *more)), memberships, named)
    for role in Role
    for where, more in ((US, ()), (CERT, ()), (NATION, ()), (OTHER, (CERT,)))
    for memberships in (frozenset(), frozenset({CERT, OTHER_CERT}))
    for named in (frozenset(), frozenset({US}))
]
FACTS = [
    Fact(category, label, owner, constituency, recipients)
    for category, label, owner, constituency, recipients in product(
        Category, Label, (US, CERT, OTHER), (None, CERT, OTHER_CERT), (frozenset(), frozenset({US}))
    )
]


class FactRow(models.Model):
    category = models.TextField()
    label = models.TextField()
    owner = models.UUIDField()
    constituency = models.UUIDField(null=True)
    recipients = ArrayField(models.UUIDField())

    class Meta:
        app_label = "disclosure_facts"
        managed = False

    def __str__(self):
        return f"{self.category} {self.label}"


@pytest.fixture
def rows(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE disclosure_facts_factrow (id bigint PRIMARY KEY, category text, label text, "
            "owner uuid, constituency uuid, recipients uuid[]) ON COMMIT DROP"
        )
    FactRow.objects.bulk_create(
        FactRow(number, fact.category.value, fact.label.value, fact.owner, fact.constituency, sorted(fact.recipients))
        for number, fact in enumerate(FACTS)
    )
    return FactRow.objects.order_by("pk").values_list("pk", flat=True)


def numbers(viewer, keep=lambda fact: fact, where=lambda _: True):
    """Return the numbers of the facts among `where` that the viewer may see as `keep` stores them."""
    return [n for n, fact in enumerate(FACTS) if where(fact) and decide(viewer, keep(fact)).answer == "yes"]


def test_a_table_with_every_column_shows_exactly_what_is_decided(rows):
    wrong = [viewer for viewer in VIEWERS if list(rows.filter(shown(viewer))) != numbers(viewer)]
    assert wrong == []


@pytest.mark.parametrize("category", Category)
def test_a_table_of_one_category_shows_exactly_what_is_decided_of_it(rows, category):
    for viewer in VIEWERS[::5]:
        found = rows.filter(shown(viewer, category=category), category=category.value)
        assert list(found) == numbers(viewer, where=lambda fact: fact.category is category)


def test_a_table_without_recipients_shows_nothing_for_being_addressed(rows):
    def unaddressed(fact):
        return Fact(fact.category, fact.label, fact.owner, fact.constituency, frozenset())

    for viewer in VIEWERS[::5]:
        for category in (Category.USE, Category.VERDICT):
            found = rows.filter(shown(viewer, category=category, recipients=False), category=category.value)
            assert list(found) == numbers(viewer, unaddressed, lambda fact, one=category: fact.category is one)
