"""A pre-warning gets what it lacked: the CVE, the public advisory, the patch."""

from dataclasses import replace
from uuid import UUID

from dijkwacht.advisories.domain.plain import read_summary
from dijkwacht.advisories.domain.summary import Fix, Flaw
from dijkwacht.advisories.domain.words import Level, Nature
from dijkwacht.advisories.domain.written import Handling, Written
from dijkwacht.advisories.models import Advisory, Revision
from dijkwacht.advisories.services.storing import NO_SOURCE, Version, add_version, in_order, locked_advisory
from dijkwacht.advisories.services.writing import refuse_older
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment


class NothingToJoin(Refused):
    """Nothing was named that the pre-warning could be joined to."""


@one_transaction
def join_pre_warning(  # noqa: PLR0913 - what a pre-warning may lack, each by keyword
    *,
    pre_warning: UUID,
    owner: UUID,
    actor: Actor,
    version: str,
    vulnerabilities: tuple[str, ...] = (),
    fixes: tuple[Fix, ...] = (),
    advisory: UUID | None = None,
    issued: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected: int | None = None,
) -> UUID:
    """Add a version to the pre-warning that names its CVEs and fixes, and link the series it grew into.

    The label and the recipients stay those of the pre-warning: that it was given confidentially stays confidential.
    Returns the version's public id; writes `advisory.revised`. Raises NotFound, NothingToJoin, OlderVersion.
    """
    if not (vulnerabilities or fixes or advisory):
        raise NothingToJoin(expected="a CVE, a fix or an advisory")
    row = locked_advisory(pre_warning, owner)
    refuse_older(row, expected)
    target = _target(advisory, row)
    last = in_order(Revision.objects.filter(advisory=row))[-1]
    old = read_summary(last.summary)
    told = {flaw.name for flaw in old.flaws}
    summary = replace(
        old,
        flaws=(*old.flaws, *(Flaw(name) for name in dict.fromkeys(vulnerabilities) if name not in told)),
        fixes=(*old.fixes, *(fix for fix in fixes if fix not in old.fixes)),
    )
    if target is not None:
        row.joined_to = target
        row.save(update_fields=["joined_to"])
    written = Written(
        issuer=row.issuer,
        level=Level(row.level),
        version=version,
        summary=summary,
        nature=Nature(row.nature),
        tracking_id=row.tracking_id,
        finding=last.finding,
        issued=issued,
        issuer_organisation=row.issuer_organisation,
        url=last.url,
    )
    handling = Handling(owner, Label(last.label), last.constituency, frozenset(last.recipients), row.case)
    joined = (f"joined {target.issuer} {target.tracking_id}".strip(),) if target else ()
    stored = add_version(row, Version(written, handling, Label(last.label), actor, known, source, joined=joined))
    return stored.public_id


def _target(advisory: UUID | None, row: Advisory) -> Advisory | None:
    if advisory is None:
        return None
    target = Advisory.objects.filter(public_id=advisory).exclude(pk=row.pk).first()
    if target is None:
        raise NotFound
    return target
