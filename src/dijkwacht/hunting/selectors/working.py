"""What one unit of a hunt asks of its worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dijkwacht.cases.selectors import folded
from dijkwacht.hunting.models import HuntUnit, KeptFile, Upload
from dijkwacht.hunting.selectors.rules import Rules, chosen
from dijkwacht.kernel.window import Window


@dataclass(frozen=True, slots=True)
class Work:
    """What one unit asks: files, the name and time stamp each had with its sender, rules, window, and when secured."""

    files: Sequence[KeptFile]
    names: Mapping[int, tuple[str, datetime | None]]
    rules: Sequence[Rules]
    window: Window
    collected_at: datetime | None
    size: int


def work_of(unit: HuntUnit) -> Work:
    """Return the work of a unit; the evidence counts as secured when the response says so, last of all.

    Raises NotFound where its rules are gone.
    """
    run = unit.run
    uploads = Upload.objects.filter(response=run.response, file__public_id__in=unit.files).order_by("-pk")
    names = {row.file_id: (row.name, row.modified_at) for row in uploads if row.file_id is not None}
    files = KeptFile.objects.filter(public_id__in=unit.files).select_related("origin").order_by("pk")
    secured = [at.latest for at, _, _ in folded(run.response)[0].traces.evidence]
    window = Window(run.window_start, run.window_end)
    return Work(tuple(files), names, chosen(run.owner, run.packs), window, max(secured, default=None), unit.size)
