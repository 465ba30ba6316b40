"""The sheet for the night when nothing else works: on screen, as the file that lies printed, and new code words."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dijkwacht.disclosure.domain import WORKING_ROLES
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import actor_for
from dijkwacht.organisations.selectors.pages import require_keeping
from dijkwacht.organisations.services import rotate_code_words
from dijkwacht.reporting.domain.night_sheet import printed
from dijkwacht.reporting.selectors.night_sheets import night_sheet, printed_content, printed_sheet
from dijkwacht.reporting.services.desk_folders import TOP, take_out, zipped


@require_safe
def sheet(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show the sheet of one's own organisation, or of a member to its desk, made to be printed; a look is logged."""
    viewer, now = viewer_of(request), timezone.now()
    found = night_sheet(viewer, organisation, now)
    log_look(viewer=viewer, organisation=organisation, what="night sheet", at=now)
    own = organisation in viewer.organisations(*WORKING_ROLES)
    context = {
        "organisation": organisation,
        "sheet": printed(found, get_language() or "nl"),
        "made": now,
        "file": printed_sheet(viewer, organisation) if own else None,
        "own": own,
        "now_only": True,
        "fictional": found.fictional,
    }
    return render(request, "reporting/night_sheet.html", context)


@require_safe
def sheet_pdf(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Give the organisation its own file, as it was last made."""
    content = printed_content(viewer_of(request), organisation)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="als-niets-meer-werkt.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def desk_folder(request: HttpRequest) -> HttpResponse:
    """Give a desk everything it may see as one archive, to work 48 hours without this program."""
    files = take_out(viewer=viewer_of(request), at=timezone.now())
    answer = HttpResponse(zipped(files), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{TOP}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def new_words(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Draw new code words, because somebody asked or because they became known."""
    viewer, now = viewer_of(request), timezone.now()
    require_keeping(viewer, organisation, now)
    why = "given-away" if request.POST.get("why") == "given-away" else "asked"
    rotate_code_words(organisation=organisation, at=now, actor=actor_for(viewer, organisation), why=why)
    messages.success(request, _("There are new code words. Sheets printed before today show the old ones."))
    return redirect("night_sheet", organisation)
