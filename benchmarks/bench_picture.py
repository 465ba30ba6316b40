"""The national picture with 10,000 organisations and 100,000 entries, at any moment of both axes of time.

python benchmarks/bench_picture.py [--responses 10000] [--moments 20] [--keep]

Entries, responses and history are written with COPY; the history is what the product's own fold makes of the stories,
computed for some hundreds of different ones and repeated. Prints one JSON object: milliseconds for one picture without
the page and for the whole page (median and worst), and how long the building took.
Aim: 300 ms without the page, 1 s with it, on two cores.
"""

import argparse
import json
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from ground import own_server

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 60
STARTED = datetime.fromtimestamp(time.time(), UTC)
STORIES = 400
SECTORS = ("health", "municipalities", "central-government", "justice", "water", "education")


def stories(count, dice):
    """Yield different stories: ten (kind, payload, day) each, of an organisation that is quicker or slower."""
    for _ in range(count):
        slow, last = dice.randint(0, 12), dice.choice(["2026-01-12", "2026-01-06"])
        uses = dice.random() < 0.7
        yield [
            ("response.opened", {}, 0),
            ("use.declared", {"use": "uses" if uses else "does-not-use", "product": "gateway"}, 1 + slow),
            ("measure.planned", {"step": "mitigate", "deadline": "2026-01-10"}, 2 + slow),
            ("measure.done", {"step": "mitigate"}, 4 + slow),
            ("access.closed", {"scope": dice.choice(["all", "partly"]), "what": "gateway"}, 6 + slow),
            ("measure.done", {"step": "fix"}, 10 + 2 * slow),
            ("measure.verified", {"step": "fix", "result": dice.choice(["effective", "inconclusive"])}, 11 + 2 * slow),
            ("hunt.opened", {"hunt": "h", "window_start": "2026-01-01", "window_end": "2026-01-12"}, 12 + 2 * slow),
            ("hunt.ran", {"hunt": "h", "covered": [["2026-01-01", last]], "result": "no-signs"}, 16 + 2 * slow),
            ("access.reopened", {"decided_by": "board", "gate": "met"}, 20 + 2 * slow),
        ]


def entries_of(story, case):
    """Return the story as entries, checked as the journal checks them."""
    from dijkwacht.journal.domain.entry import Entry  # noqa: PLC0415 - after Django
    from dijkwacht.journal.domain.kinds import KINDS  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.actor import Actor, ActorKind, Source  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.canonical import canonical_text  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.labels import Label  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.origin import Origin  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.window import minute  # noqa: PLC0415 - after Django

    machine, nobody = Actor(ActorKind.MACHINE, "benchmark"), UUID(int=1)
    return [
        Entry(
            id=uuid4(),
            kind=kind,
            schema=1,
            category=KINDS[kind].category,
            actor=machine,
            source=Source(),
            origin=Origin.OBSERVED,
            label=Label.AMBER,
            owner=nobody,
            recorded_at=FIRST + timedelta(days=DAYS),
            payload=KINDS[kind].split(payload)[0],
            payload_text=canonical_text(KINDS[kind].split(payload)[0]),
            case=case,
            response=nobody,
            happened=minute(FIRST + timedelta(days=day)),
            known=minute(FIRST + timedelta(days=day, hours=6)),
        )
        for kind, payload, day in story
    ]


def build(case, responses):
    """Write responses, entries and history; return how many entries and pieces there are."""
    from django.db import connection  # noqa: PLC0415 - after Django

    from dijkwacht.cases.domain.history import pieces_from  # noqa: PLC0415 - after Django
    from dijkwacht.cases.domain.state import fold, moves_axes  # noqa: PLC0415 - after Django

    dice = random.Random(7)  # noqa: S311 - the same picture every time
    patterns = []
    for story in stories(STORIES, dice):
        told = entries_of(story, case)
        pieces = pieces_from(FIRST, told, lambda some: fold(some)[0].axes, moves_axes)
        patterns.append((told, [piece for listed in pieces.values() for piece in listed], fold(told)[0].axes))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case WHERE public_id = %s", [case])
        (case_pk,) = cursor.fetchone()
        ids = write_responses(cursor, case_pk, responses, patterns)
        entries = write_entries(cursor, case, ids, patterns)
        pieces = write_history(cursor, case_pk, ids, patterns)
        cursor.execute("ANALYZE")
    return entries, pieces


def write_responses(cursor, case_pk, responses, patterns):
    columns = "public_id, case_id, organisation, sector, label, category, owner, recipients, "
    columns += "use, weakness, access, misuse, heightened, devices, devices_open, version"
    with cursor.copy(f"COPY cases_response ({columns}) FROM STDIN") as copy:
        for number in range(responses):
            axes, owner = patterns[number % len(patterns)][2], uuid4()
            sector = SECTORS[number % len(SECTORS)]
            values = (axes.use.value, axes.weakness.value, axes.access.value, axes.misuse.value)
            copy.write_row((uuid4(), case_pk, owner, sector, "TLP:AMBER", "case", owner, [], *values, False, 0, 0, 1))
    cursor.execute("SELECT id, public_id, owner FROM cases_response WHERE case_id = %s ORDER BY id", [case_pk])
    return cursor.fetchall()


def write_entries(cursor, case, ids, patterns):
    from dijkwacht.journal.models.insert import ENTRY_COLUMNS  # noqa: PLC0415 - after Django
    from dijkwacht.journal.services.appending import _row  # noqa: PLC0415 - after Django; the product's own row

    names, count = ", ".join(f'"{name}"' for name in ENTRY_COLUMNS), 0
    places = {name: ENTRY_COLUMNS.index(name) for name in ("public_id", "response", "organisation", "owner")}
    with cursor.copy(f"COPY journal_entry ({names}) FROM STDIN") as copy:
        for number, (_, response, owner) in enumerate(ids):
            for entry in patterns[number % len(patterns)][0]:
                row = list(_row(entry))
                row[places["public_id"]], row[places["response"]] = uuid4(), response
                row[places["organisation"]] = row[places["owner"]] = owner
                copy.write_row(row)
                count += 1
    del case
    return count


def write_history(cursor, case_pk, ids, patterns):
    """Write the pieces; for a third of the responses a first version that is corrected ten days later."""
    columns, count = "response_id, case_id, axis, value, recorded, known", 0
    begun, corrected = STARTED, STARTED + timedelta(days=10)
    with cursor.copy(f"COPY cases_axis_history ({columns}) FROM STDIN") as copy:
        for number, (pk, _, _) in enumerate(ids):
            for piece in patterns[number % len(patterns)][1]:
                known = f"[{piece.start.isoformat()},{piece.end.isoformat() if piece.end else ''})"
                spans = [f"[{begun.isoformat()},)"]
                if number % 3 == 0:
                    spans = [f"[{begun.isoformat()},{corrected.isoformat()})", f"[{corrected.isoformat()},)"]
                for recorded in spans:
                    copy.write_row((pk, case_pk, piece.axis.value, piece.value, recorded, known))
                    count += 1
    return count


def measure(asked):
    """Build, look at the picture at many moments with and without its page, and return the figures."""
    import django  # noqa: PLC0415 - after the environment was set

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after Django
    from django.test import Client  # noqa: PLC0415 - after Django
    from django.urls import reverse  # noqa: PLC0415 - after Django

    from dijkwacht.journal.services import sequence_once  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.asof import AsOf  # noqa: PLC0415 - after Django
    from dijkwacht.reporting.selectors import picture_for  # noqa: PLC0415 - after Django

    begun = time.perf_counter()
    case, account, viewer = people()
    entries, pieces = build(case, asked.responses)
    while sequence_once():
        pass
    built = time.perf_counter() - begun
    dice, took, pages = random.Random(3), [], []  # noqa: S311 - the same moments every time
    moments = [
        AsOf(
            FIRST + timedelta(hours=dice.randint(0, DAYS * 24)),
            STARTED + timedelta(days=dice.choice([1, 5, 15])) if dice.random() < 0.5 else None,
        )
        for _ in range(asked.moments)
    ]
    now = STARTED
    picture_for(viewer, case, now)  # the first look also reads modules and plans
    for asof in moments:
        begun = time.perf_counter()
        page = picture_for(viewer, case, now, asof)
        took.append(time.perf_counter() - begun)
        assert page.picture.tables
    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(account)
    client.get(reverse("case_picture", args=[case]))
    for asof in moments:
        query = {"bekend": asof.known.isoformat()} | (
            {"vastgelegd": asof.recorded.isoformat()} if asof.recorded else {}
        )
        begun = time.perf_counter()
        answer = client.get(reverse("case_picture", args=[case]), query)
        pages.append(time.perf_counter() - begun)
        assert answer.status_code == 200, answer.status_code
    return {
        "organisations": asked.responses,
        "entries": entries,
        "pieces_of_history": pieces,
        "built_s": round(built, 1),
        "picture_ms": {"median": ms(statistics.median(took)), "worst": ms(max(took))},
        "page_ms": {"median": ms(statistics.median(pages)), "worst": ms(max(pages))},
    }


def ms(seconds):
    return round(seconds * 1000)


def people():
    """Return a case, and the account and viewer of a national desk that sees no names."""
    from dijkwacht.cases.services import open_case  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.actor import Actor, ActorKind, Role  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.labels import Label  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.text import Text  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.window import minute  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.domain.period import read_period  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.domain.register import OrganisationDetails  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.domain.words import Nature, OrganisationKind  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.models import Account  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.selectors import viewer_for  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.services import (  # noqa: PLC0415 - after Django
        create_account,
        ensure_sectors,
        give_role,
        record_organisation,
    )

    actor = Actor(ActorKind.MACHINE, "benchmark")
    ensure_sectors()
    details = OrganisationDetails("Landelijke Wacht", (OrganisationKind.NATIONAL_CSIRT,), Nature.FICTIONAL)
    desk = record_organisation(details=details, actor=actor).id
    key = create_account(email="national@bench.example")
    give_role(account=key, organisation=desk, role=Role.NATIONAL, period=read_period("2013-01"), actor=actor)
    started = minute(FIRST)
    title = Text("Meting", "Measurement")
    case = open_case(
        actor=actor, owner=desk, label=Label.GREEN, title=title, steps=["fix"], happened=started, known=started
    )
    return case, Account.objects.get(public_id=key), viewer_for(key, STARTED)


def main():
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--responses", type=int, default=10_000)
    read.add_argument("--moments", type=int, default=20)
    asked = read.parse_args()
    with own_server():
        print(json.dumps(measure(asked)))


if __name__ == "__main__":
    main()
