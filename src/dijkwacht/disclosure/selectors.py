"""The one place where a decision about who may know becomes SQL: every labelled table filters by this."""

from typing import Final

from django.db.models import Q

from dijkwacht.disclosure.domain import Category, Clause, visible
from dijkwacht.kernel.actor import Viewer

NOTHING: Final = Q(pk__in=[])


def shown(viewer: Viewer, *, category: Category | None = None, recipients: bool = True) -> Q:
    """Return the condition that keeps exactly the rows which `disclosure.domain.decide` allows this viewer.

    The table has the columns label (text), owner (UUID) and constituency (UUID or NULL), and besides:
    - category (text), unless every row of the table is of the one `category` given here;
    - recipients (array of UUID), unless `recipients` is False: then nobody sees a row by being addressed.
    """
    allowed = NOTHING
    for clause in visible(viewer):
        if clause.recipients is not None and not recipients:
            continue
        if category is None:
            allowed |= _condition(clause) & _of_category(clause)
        elif clause.categories is None or category in clause.categories:
            allowed |= _condition(clause)
    return allowed


def _condition(clause: Clause) -> Q:
    condition = Q(label__in=sorted(clause.labels))
    if clause.owners is not None:
        condition &= Q(owner__in=sorted(clause.owners))
    if clause.constituencies is not None:
        condition &= Q(constituency__in=sorted(clause.constituencies))
    if clause.recipients is not None:
        condition &= Q(recipients__overlap=sorted(clause.recipients))
    return condition


def _of_category(clause: Clause) -> Q:
    return Q() if clause.categories is None else Q(category__in=sorted(clause.categories))
