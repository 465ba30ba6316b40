"""Store what a validator says of a version that was taken in without one."""

from uuid import UUID

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
def judge_revision(*, revision: UUID, validate: Validate) -> None:
    """Judge the stored bytes and keep the answer with the version; judged once, a second call changes nothing.

    Raises NotFound where the version or its bytes are gone.
    """
    row = Revision.objects.select_for_update().filter(public_id=revision).exclude(digest="").first()
    if row is None:
        raise NotFound
    if row.validation is not None:
        return
    owner = Viewer(offices=(Office(row.owner, Role.DESK),))
    _, content = evidence_for(owner, row.digest)
    form, value = read_format(content)
    row.validation = plain_validation(validate(value, form, Preset.BASIC))
    row.save(update_fields=["validation"])
