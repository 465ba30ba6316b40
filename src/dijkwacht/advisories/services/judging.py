"""Store what a validator says of a version: afterwards where it came in without one, and with more tests when asked."""

from uuid import UUID

from procrastinate.contrib.django import app

from dijkwacht.advisories.domain.validation import Preset
from dijkwacht.advisories.engine.reading import read_format
from dijkwacht.advisories.models import Revision
from dijkwacht.advisories.services.receiving import Validate
from dijkwacht.advisories.services.storing import plain_validation
from dijkwacht.journal.selectors import evidence_for
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.errors import NotFound


@one_transaction
def ask_judgement(*, revision: UUID, owner: UUID, preset: Preset) -> None:
    """Have a job judge a version of this desk's with these tests; until then the version says that it was asked.

    Nothing of this is a statement of a person, so the record has no entry of it. Raises NotFound for another's version
    and for one without bytes.
    """
    row = _locked(revision, owner)
    row.validation = {**_said(row), "asked": preset.value, "state": "asked"}
    row.save(update_fields=["validation"])
    app.configure_task("advisories.judge_revision", queue="advisories").defer(
        revision=str(revision), preset=preset.value
    )


@one_transaction
def mark_judgement(*, revision: UUID, preset: Preset, state: str) -> None:
    """Say with a version how the judgement that was asked stands: "begun", or "stopped" where the validator gave up."""
    row = _locked(revision)
    if row.validation is not None and row.validation.get("asked") == preset.value:
        row.validation = {**row.validation, "state": state}
        row.save(update_fields=["validation"])


@one_transaction
def judge_revision(*, revision: UUID, validate: Validate, preset: Preset = Preset.BASIC) -> None:
    """Judge the stored bytes and keep the answer with the version; a second call for the same changes nothing.

    Raises NotFound where the version or its bytes are gone.
    """
    row = _locked(revision)
    said = _said(row)
    asked = said.get("asked")
    if "validator" in said and asked != preset.value:
        return
    owner = Viewer(offices=(Office(row.owner, Role.DESK),))
    _, content = evidence_for(owner, row.digest)
    form, value = read_format(content)
    still = {} if asked in (None, preset.value) else {"asked": asked, "state": said["state"]}
    row.validation = {**plain_validation(validate(value, form, preset)), **still}
    row.save(update_fields=["validation"])


def _locked(revision: UUID, owner: UUID | None = None) -> Revision:
    rows = Revision.objects.select_for_update().filter(public_id=revision).exclude(digest="")
    row = (rows if owner is None else rows.filter(owner=owner)).first()
    if row is None:
        raise NotFound
    return row


def _said(row: Revision) -> dict[str, object]:
    return dict(row.validation or {})
