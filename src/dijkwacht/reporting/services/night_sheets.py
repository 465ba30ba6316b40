"""Make the sheet for the night when nothing else works anew, when something on it changed."""

import hashlib
from datetime import datetime
from uuid import UUID

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.canonical import canonical_text
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import ZONE
from dijkwacht.organisations.domain.words import Nature
from dijkwacht.organisations.selectors import constituency_of, nature_of
from dijkwacht.organisations.services import ensure_code_words
from dijkwacht.reporting.domain.night_sheet import printed
from dijkwacht.reporting.engine.typesetter import NIGHT_SHEET, typeset
from dijkwacht.reporting.models import NightSheetRow
from dijkwacht.reporting.selectors.night_sheets import night_sheet, own_viewer

LANGUAGE = "nl"
HEADS = {"reach_head": ["Wie", "Waarmee", "Nummer of adres", ""], "steps_head": ["", "Stap", "Stand", "Termijn"]}


@one_transaction
def refresh_night_sheet(*, organisation: UUID, at: datetime) -> bool:
    """Print the sheet of an organisation to its file at `at` (now), where something on it changed; say whether it did.

    Draws code words where there are none yet. An organisation that is only recorded, or unknown, has no sheet.
    """
    if nature_of(organisation) is Nature.RECORDED:
        return False
    try:
        ensure_code_words(organisation=organisation, at=at)
        sheet = night_sheet(own_viewer(organisation, constituency_of(organisation, at)), organisation, at)
    except NotFound:
        return False
    values = printed(sheet, LANGUAGE)
    body = hashlib.sha256(canonical_text(values).encode()).hexdigest()
    row = NightSheetRow.objects.select_for_update().filter(organisation=organisation).first()
    if row is not None and row.body_digest == body:
        return False
    local = at.astimezone(ZONE)
    made = {"made_at": f"{local:%d-%m-%Y %H:%M}", "year": local.year, "month": local.month, "day": local.day}
    content = typeset({**values, **HEADS, **made}, at, NIGHT_SHEET)
    digest = hashlib.sha256(content).hexdigest()
    NightSheetRow.objects.update_or_create(
        organisation=organisation,
        defaults={"made_at": at, "body_digest": body, "digest": digest, "content": content},
    )
    return True
