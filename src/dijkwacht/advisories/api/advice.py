"""Advice over the API: the list, one advisory with its versions, and what desks write."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from procrastinate.contrib.django import app

from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.domain.publishing import Publication
from dijkwacht.advisories.domain.receiving import Receipt
from dijkwacht.advisories.domain.rights import desk_of, reads_for, writes_for
from dijkwacht.advisories.domain.validation import Preset
from dijkwacht.advisories.domain.words import Nature, Outcome
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.forms import (
    ActionForm,
    AdviceForm,
    DeedForm,
    JoinForm,
    JudgeForm,
    PublicationForm,
    ReadingForm,
    ReopeningForm,
    RevokeForm,
    UploadForm,
    action_rows,
)
from dijkwacht.advisories.selectors import (
    AdvisoryLine,
    AdvisoryPage,
    Ancestor,
    ProviderSeen,
    ReopeningSeen,
    RevisionSeen,
)
from dijkwacht.journal.selectors import Quarantined, quarantined
from dijkwacht.kernel.errors import Faulty, NotFound
from dijkwacht.kernel.operation import (
    Asking,
    Body,
    File,
    Given,
    Operation,
    Recorded,
    Scope,
    faults_of,
    filled,
    filled_rows,
)
from dijkwacht.kernel.verdict import Condition
from dijkwacht.kernel.window import minute
from dijkwacht.organisations.selectors import (
    actor_for,
    constituency_of,
    organisations_seen,
)


@dataclass(frozen=True, slots=True)
class AdvisoryRead:
    """One advisory; `version` is the one that If-Match wants, `revisions` come newest first."""

    version: int
    line: AdvisoryLine
    revisions: tuple[RevisionSeen, ...]
    lineage: tuple[Ancestor, ...]
    joined_to: AdvisoryLine | None
    forerunners: tuple[AdvisoryLine, ...]
    perspective: tuple[Condition, ...]
    reopening: tuple[ReopeningSeen, ...]
    readings: tuple[Receipt, ...]
    publications: tuple[Publication, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """What your desk handed in and could not be read, with where and why."""

    kept: tuple[Quarantined, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file: the advisory, or "waiting" for a large one that is being read."""

    id: UUID | None
    state: str


def advisories(asking: Asking, cve: str = "") -> tuple[AdvisoryLine, ...]:
    """Return the advice that you may see, newest first; `cve` narrows it to one vulnerability."""
    return selectors.advisories(asking.viewer, asof=asking.asof, vulnerability=cve.strip(), limit=None)


def advisory(asking: Asking, advisory: UUID) -> AdvisoryRead:
    """Return one advisory: versions with what changed, lineage, what to do, advice to reopen, who read it."""
    page = selectors.advisory_page(asking.viewer, advisory, asof=asking.asof)
    return AdvisoryRead(
        version=page.line.row_version,
        line=page.line,
        revisions=page.revisions,
        lineage=page.lineage,
        joined_to=page.joined_to,
        forerunners=page.forerunners,
        perspective=page.perspective,
        reopening=page.reopening,
        readings=page.readings,
        publications=page.publications,
    )


def advisory_file(asking: Asking, advisory: UUID, digest: str) -> File:
    """Return the bytes of a version as they were received."""
    page = selectors.advisory_page(asking.viewer, advisory, asof=asking.asof)
    revision = next((seen.id for seen in page.revisions if digest and seen.digest == digest), None)
    if revision is None:
        raise NotFound
    content = selectors.revision_bytes(asking.viewer, revision, asof=asking.asof)
    return File(content, "application/json", f"{digest}.json")


def advisories_unread(asking: Asking) -> Unread:
    """Return what your desk handed in as advice and could not be read."""
    _desk(asking)
    return Unread(tuple(kept for kept in quarantined(asking.viewer) if kept.what == "advisory"))


def write_advisory(asking: Asking, given: Given) -> Recorded:
    """Write the first version of an advisory by hand, with `derived_from` after another one that you may see."""
    owner = _desk(asking)
    form = filled(AdviceForm(given.data, recipients=_recipients(asking)))
    rows = filled_rows(action_rows(given.data, []), "/actions")
    source = form.cleaned_data["derived_from"]
    if source is not None:
        selectors.advisory_page(asking.viewer, source)
    made = services.write_by_hand(
        written=form.written(rows.actions()),
        actor=actor_for(asking.viewer, owner),
        handling=form.handling(owner),
        derived_from=source,
        known=form.cleaned_data["known"],
    )
    return Recorded(made)


def revise_advisory(asking: Asking, given: Given, advisory: UUID) -> Recorded:
    """Write a new version, against the one that you saw."""
    page = _own(asking, advisory)
    form = filled(AdviceForm(given.data, recipients=_recipients(asking)))
    rows = filled_rows(action_rows(given.data, []), "/actions")
    services.revise(
        advisory=advisory,
        written=form.written(rows.actions()),
        actor=actor_for(asking.viewer, page.line.owner),
        handling=form.handling(page.line.owner, page.line.case),
        expected=form.cleaned_data["expected"],
        known=form.cleaned_data["known"],
    )
    return Recorded(advisory)


def upload_advisory(asking: Asking, given: Given) -> TakenIn | Faulty:
    """Take in a file as its issuer published it (CSAF 2.0, 2.1 or a CVE record), of at most 64 MiB.

    Above 1 MiB the state is "waiting": a job reads and judges it. What cannot be read is kept apart, and the fault says
    where and why.
    """
    owner = _desk(asking)
    form = filled(UploadForm(given.data, given.files, recipients=_recipients(asking)))
    received = form.take_in(actor_for(asking.viewer, owner), owner)
    if received is None:
        raise Faulty(faults_of(form))
    return Faulty(faults_of(form)) if form.errors else TakenIn(received.advisory, received.state)


def read_advisory(asking: Asking, given: Given, advisory: UUID) -> Recorded:
    """Record that your own office received and read this advice."""
    organisation = reads_for(asking.viewer)
    if organisation is None:
        raise NotFound
    line = selectors.advisory_page(asking.viewer, advisory).line
    told = filled(ReadingForm(given.data)).cleaned_data
    actor = actor_for(asking.viewer, organisation)
    services.record_reading(
        actor=actor,
        organisation=organisation,
        reader=actor.role,
        title=line.title,
        advisory=advisory,
        issuer=line.issuer,
        channel=told["channel"],
        happened=told["read"] or minute(asking.at),
        constituency=constituency_of(organisation, asking.at),
        case=line.case,
    )
    return Recorded(advisory)


def join_pre_warning(asking: Asking, given: Given, advisory: UUID) -> Recorded:
    """Give a pre-warning the CVE, the advisory or the fix it lacked."""
    page = _own(asking, advisory)
    if page.line.nature is not Nature.PRE_WARNING:
        raise NotFound
    listed = selectors.advisories(asking.viewer)
    others = [(line.id, f"{line.issuer}: {line.title}") for line in listed if line.id != advisory]
    told = filled(JoinForm(given.data, others=others)).cleaned_data
    actor = actor_for(asking.viewer, page.line.owner)
    services.join_pre_warning(pre_warning=advisory, owner=page.line.owner, actor=actor, **told)
    return Recorded(advisory)


def judge_advisory(asking: Asking, given: Given, advisory: UUID) -> Recorded:
    """Have the newest version judged by other tests, in a job; `validation` of the version says how that stands."""
    page = _own(asking, advisory)
    preset = Preset(filled(JudgeForm(given.data)).cleaned_data["preset"])
    services.ask_judgement(revision=page.current.id, owner=page.line.owner, preset=preset)
    return Recorded(advisory)


def publish_advisory(asking: Asking, given: Given, advisory: UUID) -> Recorded:
    """Record for one channel that the advice was published there, or held back and why."""
    page = _own(asking, advisory)
    told = filled(PublicationForm(given.data)).cleaned_data
    services.record_publication(
        advisory=advisory,
        actor=actor_for(asking.viewer, page.line.owner),
        handling=_handling(page),
        channel=told["channel"],
        outcome=Outcome(told["outcome"]),
        decided=told["decided"],
        because=told["because"],
    )
    return Recorded(advisory)


def advise_reopening(asking: Asking, given: Given, advisory: UUID) -> Recorded:
    """Record that the issuer calls opening safe again."""
    page = _own(asking, advisory)
    services.advise_reopening(
        actor=actor_for(asking.viewer, page.line.owner),
        handling=_handling(page),
        issuer=page.line.issuer,
        advisory=advisory,
        **filled(ReopeningForm(given.data)).cleaned_data,
    )
    return Recorded(advisory)


def revoke_reopening(asking: Asking, given: Given, advisory: UUID, advice: UUID) -> Recorded:
    """Record that reopening advice is taken back."""
    page = _own(asking, advisory)
    if advice not in {seen.id for seen in page.reopening}:
        raise NotFound
    told = filled(RevokeForm(given.data)).cleaned_data
    actor = actor_for(asking.viewer, page.line.owner)
    services.revoke_reopening(advice=advice, owner=page.line.owner, actor=actor, **told)
    return Recorded(advice)


def providers(asking: Asking) -> tuple[ProviderSeen, ...]:
    """Return the providers that your desk fetches advice from; people add one, who compare its keys themselves."""
    _desk(asking)
    return selectors.providers(asking.viewer)


def provider(asking: Asking, provider: UUID) -> ProviderSeen:
    """Return one provider: how the last run ended, and how much is here."""
    _desk(asking)
    return selectors.provider(asking.viewer, provider)


def fetch_provider(asking: Asking, provider: UUID) -> Recorded:
    """Fetch from a provider now; what it gives appears in the list of advice."""
    owner, one = _desk(asking), selectors.provider(asking.viewer, provider)
    app.configure_task("advisories.fetch_provider", queue="advisories").defer(provider=str(one.id), owner=str(owner))
    return Recorded(one.id)


def _pausing(*, paused: bool) -> Callable[..., Recorded]:
    def call(asking: Asking, given: Given, provider: UUID) -> Recorded:
        owner, one = _desk(asking), selectors.provider(asking.viewer, provider)
        told = filled(DeedForm(given.data)).cleaned_data
        actor = actor_for(asking.viewer, owner)
        services.pause_provider(actor=actor, owner=owner, provider=one.id, paused=paused, expected=told["expected"])
        return Recorded(one.id)

    call.__doc__ = "Stop fetching from a provider for a while." if paused else "Fetch from a provider again."
    return call


def _desk(asking: Asking) -> UUID:
    owner = desk_of(asking.viewer)
    if owner is None:
        raise NotFound
    return owner


def _own(asking: Asking, advisory: UUID) -> AdvisoryPage:
    page = selectors.advisory_page(asking.viewer, advisory)
    if not writes_for(asking.viewer, page.line.owner):
        raise NotFound
    return page


def _handling(page: AdvisoryPage) -> Handling:
    return Handling(page.line.owner, page.line.label, page.line.owner, page.line.recipients, page.line.case)


def _recipients(asking: Asking) -> list[tuple[UUID, str]]:
    return [(seen.id, seen.name) for seen in organisations_seen(asking.viewer, asking.at)]


_ONE = "/advisories/{advisory}"
_WRITTEN = Body(AdviceForm, rows={"actions": ActionForm})

OPERATIONS = (
    Operation("advisories", "/advisories", advisories, pages=("advisories",), dated=True),
    Operation("advisory", _ONE, advisory, pages=("advisory",), dated=True),
    Operation("advisory_file", _ONE + "/files/{digest}", advisory_file, pages=("advisory_file",), dated=True),
    Operation("advisories_unread", "/advisories-unread", advisories_unread, pages=("advisories",)),
    Operation("providers", "/providers", providers, pages=("providers",)),
    Operation("provider", "/providers/{provider}", provider, pages=("provider",)),
    Operation(
        "fetch_provider",
        "/providers/{provider}/fetch",
        fetch_provider,
        pages=("provider",),
        method="POST",
        scope=Scope.ADVICE,
    ),
    *(
        Operation(
            f"{word}_provider",
            f"/providers/{{provider}}/{word}",
            _pausing(paused=word == "pause"),
            pages=("provider",),
            method="POST",
            scope=Scope.ADVICE,
            body=Body(DeedForm),
            locks="expected",
        )
        for word in ("pause", "resume")
    ),
    Operation(
        "write_advisory",
        "/advisories",
        write_advisory,
        pages=("write_advisory",),
        method="POST",
        scope=Scope.ADVICE,
        body=_WRITTEN,
        made=_ONE.replace("advisory}", "id}"),
    ),
    Operation(
        "upload_advisory",
        "/advisory-files",
        upload_advisory,
        pages=("upload_advisory",),
        method="POST",
        scope=Scope.ADVICE,
        body=Body(UploadForm),
    ),
    Operation(
        "revise_advisory",
        _ONE + "/revisions",
        revise_advisory,
        pages=("revise_advisory",),
        method="POST",
        scope=Scope.ADVICE,
        body=_WRITTEN,
        locks="expected",
        made=_ONE,
    ),
    Operation(
        "join_pre_warning",
        _ONE + "/join",
        join_pre_warning,
        pages=("join_pre_warning",),
        method="POST",
        scope=Scope.ADVICE,
        body=Body(JoinForm),
        locks="expected",
    ),
    Operation(
        "judge_advisory",
        _ONE + "/judgement",
        judge_advisory,
        pages=("judge_advisory",),
        method="POST",
        scope=Scope.ADVICE,
        body=Body(JudgeForm),
    ),
    Operation(
        "publish_advisory",
        _ONE + "/publications",
        publish_advisory,
        pages=("publish_advisory",),
        method="POST",
        scope=Scope.ADVICE,
        body=Body(PublicationForm),
    ),
    Operation(
        "advise_reopening",
        _ONE + "/reopening",
        advise_reopening,
        pages=("advise_reopening",),
        method="POST",
        scope=Scope.ADVICE,
        body=Body(ReopeningForm),
    ),
    Operation(
        "revoke_reopening",
        _ONE + "/reopening/{advice}/revoke",
        revoke_reopening,
        pages=("revoke_reopening",),
        method="POST",
        scope=Scope.ADVICE,
        body=Body(RevokeForm),
    ),
    Operation(
        "read_advisory",
        _ONE + "/readings",
        read_advisory,
        pages=("read_advisory",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(ReadingForm),
    ),
)
