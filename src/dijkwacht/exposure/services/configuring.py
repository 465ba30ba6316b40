"""Take in what a device's configuration says of its exposure: facts only, the file itself is never kept."""

import csv
import io
from datetime import datetime
from uuid import UUID

from dijkwacht.exposure.domain.configurations import CONFIGURATION
from dijkwacht.exposure.engine.ns_conf import read_ns_conf
from dijkwacht.exposure.services.importing import Imported, import_inventory
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment


def import_configuration(  # noqa: PLR0913 - how a file came in has this many parts, all by keyword
    *,
    organisation: UUID,
    asset: str,
    content: bytes,
    actor: Actor,
    at: datetime,
    seen: Moment | None = None,
    label: Label = Label.AMBER,
) -> Imported:
    """Take in an `ns.conf` of one system: its facts count for every row of that system, above what a list says of them.

    What is kept is one row that we write (system, build, facts); no line of the file, and no quarantine for one that
    cannot be read. Raises UnreadableConfiguration.
    """
    read = read_ns_conf(content, place="ns.conf")
    told = io.StringIO()
    lines = csv.writer(told, lineterminator="\n")
    lines.writerow(("asset", "vendor", "product", "version", "config"))
    facts = ";".join(f"{name}={answer.value}" for name, answer in sorted(read.facts.items()))
    lines.writerow((asset, "Citrix", "NetScaler ADC", read.version, facts))
    return import_inventory(
        organisation=organisation,
        content=told.getvalue().encode(),
        name=f"{CONFIGURATION}.csv",
        actor=actor,
        at=at,
        kind=f"{CONFIGURATION} {asset}",
        seen=seen,
        label=label,
    )
