"""How an organisation deals with advice, over the API: searching, versions compared, comments."""

from dataclasses import dataclass, replace
from uuid import UUID

from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.domain.difference import Change, difference
from dijkwacht.advisories.forms import AsideForm, AssignForm, CommentForm, MarkForm, SearchForm
from dijkwacht.advisories.selectors import AdvisoryLine, Dealing, RevisionSeen
from dijkwacht.kernel.errors import Fault, Faulty, NotFound
from dijkwacht.kernel.operation import Asking, Body, Given, Operation, Recorded, Scope, filled
from dijkwacht.organisations.selectors import Colleague, colleagues


@dataclass(frozen=True, slots=True)
class AdvisoryFound:
    """One advisory of a search; `cvss`, `epss` (decimals) and `kev_due` (a date) are "" where nothing is known.

    `read`: whether you marked its newest version; `assignee`: the account of your organisation that deals with it.
    """

    line: AdvisoryLine
    cvss: str
    epss: str
    kev_due: str
    read: bool
    assignee: UUID | None


@dataclass(frozen=True, slots=True)
class AdvisoriesFound:
    """A page of a search; `place` leads on, "" at the end. `total` is counted up to 10,000, `more` says beyond that."""

    found: tuple[AdvisoryFound, ...]
    place: str
    total: int
    more: bool
    urgent: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of one advisory, by their number in the series, and what is different from the one to the other."""

    one: RevisionSeen
    other: RevisionSeen
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Dealt:
    """How your own organisation deals with an advisory; `version` goes back as `expected`."""

    dealing: Dealing
    colleagues: tuple[Colleague, ...]


def search_advisories(  # noqa: PLR0913, PLR0917 - the parameters of the query
    asking: Asking,
    words: str = "",
    cve: str = "",
    by: str = "newest",
    unread: bool = False,  # noqa: FBT001, FBT002 - a parameter of the query
    mine: bool = False,  # noqa: FBT001, FBT002 - a parameter of the query
    aside: bool = False,  # noqa: FBT001, FBT002 - a parameter of the query
    place: str = "",
) -> AdvisoriesFound:
    """Return fifty advisories that you may see, in the order `by` (newest, cvss, epss, kev), from `place` on.

    `unread`: you did not mark the newest version as read; `mine`: given to you; `aside`: off your organisation's list.
    """
    form = filled(SearchForm({"words": words, "cve": cve, "by": by}))
    sought = replace(form.sought(), unread=unread, mine=mine, aside=aside)
    page = selectors.search_advisories(asking.viewer, sought, order=form.order(), after=place, asof=asking.asof)
    told = tuple(
        AdvisoryFound(one.line, _said(one.cvss), _said(one.epss), _said(one.kev_due), one.read, one.assignee)
        for one in page.lines
    )
    return AdvisoriesFound(told, page.after, page.total, page.more, page.urgent)


def _said(value: object) -> str:
    return "" if value is None else str(value)


def compare_advisory(asking: Asking, advisory: UUID, one: int = 0, other: int = 0) -> Compared:
    """Return what is different between two versions of an advisory, each by its number in the series.

    Where `other` is 0 it is the newest version, where `one` is 0 the one before that.
    """
    page = selectors.advisory_page(asking.viewer, advisory, asof=asking.asof)
    seen = {revision.number: revision for revision in page.revisions}
    one, other = one or page.before.number, other or page.current.number
    if one not in seen or other not in seen:
        raise NotFound
    return Compared(seen[one], seen[other], difference(seen[one].summary, seen[other].summary))


def advisory_dealing(asking: Asking, advisory: UUID) -> Dealt:
    """Return who of your organisation deals with an advisory, your colleagues' comments, and whether you read it."""
    page = selectors.advisory_page(asking.viewer, advisory)
    deals = selectors.dealing(asking.viewer, advisory=advisory, revision=page.current.id)
    people = colleagues(asking.viewer, deals.organisation, asking.at) if deals.organisation else ()
    return Dealt(deals, people)


def comment_advisory(asking: Asking, given: Given, advisory: UUID) -> Recorded:
    """Write a comment that only your own organisation sees."""
    told = filled(CommentForm(given.data)).cleaned_data
    return Recorded(advisory, services.comment_advisory(**selectors.own_word(asking.viewer, advisory), **told))


def assign_advisory(asking: Asking, given: Given, advisory: UUID) -> Recorded:
    """Give an advisory to a colleague (an account's id), or take that back with none."""
    dealt = selectors.own_word(asking.viewer, advisory)
    people = colleagues(asking.viewer, dealt["organisation"], asking.at)
    services.assign_advisory(**dealt, **filled(AssignForm(given.data, colleagues=people)).cleaned_data)
    return Recorded(advisory)


def set_aside_advisory(asking: Asking, given: Given, advisory: UUID) -> Recorded:
    """Take an advisory off your organisation's list (`aside` true, with the reason), or put it back."""
    dealt, told = selectors.own_word(asking.viewer, advisory), filled(AsideForm(given.data)).cleaned_data
    if told["aside"] and not told["because"].strip():
        raise Faulty((Fault("/because", "say why"),))
    services.set_aside(**dealt, **told)
    return Recorded(advisory)


def mark_advisory(asking: Asking, given: Given, advisory: UUID) -> Recorded:
    """Mark the newest version that you may see as read by you (`read` true), or as unread."""
    if asking.viewer.account is None:
        raise NotFound
    page = selectors.advisory_page(asking.viewer, advisory)
    read = filled(MarkForm(given.data)).cleaned_data["read"]
    services.mark_read(account=asking.viewer.account, revision=page.current.id, read=read)
    return Recorded(advisory)


_ONE = "/advisories/{advisory}"

OPERATIONS = (
    Operation("search_advisories", "/advisories-search", search_advisories, pages=("advisories",), dated=True),
    Operation("compare_advisory", _ONE + "/compare", compare_advisory, pages=("compare_advisory",), dated=True),
    Operation("advisory_dealing", _ONE + "/dealing", advisory_dealing, pages=("advisory",)),
    *(
        Operation(
            name,
            f"{_ONE}/{under}",
            call,
            pages=(name,),
            method="POST",
            scope=Scope.RECORD,
            body=Body(form),
            locks=locks,
        )
        for name, under, call, form, locks in (
            ("comment_advisory", "comments", comment_advisory, CommentForm, ""),
            ("assign_advisory", "assignee", assign_advisory, AssignForm, "expected"),
            ("set_aside_advisory", "aside", set_aside_advisory, AsideForm, "expected"),
            ("mark_advisory", "mark", mark_advisory, MarkForm, ""),
        )
    ),
)
