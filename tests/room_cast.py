"""Evidence of a fictional town in its evidence room, and hunts over it, for tests."""

import hashlib
from datetime import timedelta

from django.utils import timezone

from dijkwacht.hunting import jobs
from dijkwacht.hunting.domain.intake import PART
from dijkwacht.hunting.models import HuntRun, KeptFile
from dijkwacht.hunting.services import keeping, open_hunt
from dijkwacht.hunting.services.runs import start_run
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.identifiers import new_id
from hunting_evidence import local, request_line, web_log, window
from response_cast import AT

ICT = Actor(ActorKind.PERSON, "ict", account=new_id())
RULE = b"""title: A page that no visitor asks for
id: 7e57ab1e-0000-4000-8000-00000000aaaa
level: high
logsource: {category: webserver}
detection:
  selection: {cs-uri-stem|contains: /veldgate-drop}
  condition: selection
"""
ADDRESS = b"198.51.100.77\n"


def sha(content):
    return hashlib.sha256(content).hexdigest()


def keep(response, content, name="httpaccess.log", device=""):
    """Bring a file into the room as a page, program or command would."""
    upload = keeping.begin_upload(actor=ICT, response=response, name=name, size=len(content), at=AT, device=device)
    for start in range(0, max(1, len(content)), PART):
        part = content[start : start + PART]
        keeping.put_part(upload=upload, number=start // PART + 1, sha256=sha(part), content=part)
    keeping.finish_upload(upload=upload)
    return KeptFile.objects.get(public_id=keeping.join_upload(upload=upload, at=AT))


def log(*, start=(2019, 12, 24), end=(2020, 1, 17), signs=(), client="203.0.113.7"):
    """A web log in which `signs` (moment, target) are planted."""
    planted = [(at, request_line(at, target, client=client)) for at, target in signs]
    return web_log(local(*start), local(*end), every=timedelta(minutes=20), extra=planted).encode()


def opened(made, hunt="eerste"):
    open_hunt(actor=ICT, response=made.response, hunt=hunt, at=AT, window=window())
    return hunt


def asked(made, *packs, hunt="eerste"):
    """Ask for a run and return its row; no worker did anything yet."""
    run = start_run(actor=ICT, response=made.response, hunt=hunt, packs=packs, at=timezone.now())
    return HuntRun.objects.get(public_id=run)


def done(run):
    """Let a worker do every unit of a run, here; return its row as it then is."""
    for unit in run.units.order_by("number"):
        jobs.search_unit(run=str(run.public_id), unit=unit.number)
    run.refresh_from_db()
    return run
