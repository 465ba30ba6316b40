"""New indicators read only evidence that may hold them; what is answered without reading is what reading answers."""

import random

import pytest
from django.utils import timezone

from dijkwacht.cases.selectors import own_story
from dijkwacht.hunting import jobs
from dijkwacht.hunting.engine.room import tokens
from dijkwacht.hunting.models import Custody, FileIndex, FoundSign, HuntRun, KeptFile
from dijkwacht.hunting.selectors.indexes import indexes_of, unindexed
from dijkwacht.hunting.services.indexing import ask_for_missing
from dijkwacht.hunting.services.loading import load_rules
from dijkwacht.journal.engine import store
from dijkwacht.notification.models import NoticeRow
from hunting_evidence import local
from organisations_cast import contact
from response_cast import scene
from room_cast import ADDRESS, ICT, RULE, asked, done, keep, log, opened

pytestmark = pytest.mark.django_db
SIGN = (local(2020, 1, 10, 3, 4, 5), "/veldgate-drop/x")
YARA = b'rule dropper { strings: $a = "veldgate-drop" condition: $a }'


@pytest.fixture
def made():
    played = scene()
    contact(played.cast.town, "mail", "ciso@tweestroom.example")
    return played


def loaded(made, content, name="list.txt"):
    return load_rules(actor=ICT, organisation=made.cast.town, name=name, content=content, at=timezone.now())


def indexed(*files):
    for file in files:
        jobs.index(str(file.public_id))


def again(made, content, name="list.txt"):
    """Load rules and let a worker do the run that they ask for."""
    (run,) = loaded(made, content, name).runs
    return done(HuntRun.objects.get(public_id=run))


def gone_from_disk(file, settings):
    """Make sure that nobody can open the file: who tries is told that its bytes are gone."""
    for part in file.origin.parts.all():
        for piece in part.pieces:
            store.place(settings.EVIDENCE_DIR, piece).unlink()


def told(run):
    """All that a run answered but how it came by it."""
    how = {"by", "why_whole", "bytes", "seconds", "basis"}
    units = [{key: value for key, value in unit.outcome.items() if key not in how} for unit in run.units.all()]
    signs = list(FoundSign.objects.filter(run=run).order_by("unit__number", "number").values_list("line", "mark"))
    return run.verdict, run.outcome["said"], run.outcome["covered"], run.outcome["counts"], units, signs


@pytest.fixture
def searched(made):
    """Evidence of one device, indexed, and searched with a rule that finds something and a list that does not."""
    file = keep(made.response, log(signs=[SIGN], client="198.51.100.1"))
    indexed(file)
    opened(made)
    packs = [str(loaded(made, RULE, "drop.yml").id), str(loaded(made, b"192.0.2.250\n", "first.txt").id)]
    done(asked(made, *packs))
    return file


@pytest.mark.parametrize("seed", range(4))
def test_what_is_answered_without_reading_is_what_reading_answers(made, searched, seed):
    dice = random.Random(seed)  # noqa: S311 - made indicators
    lines = [f"{dice.randint(1, 9)}.{dice.randint(0, 255)}.7.{dice.randint(1, 254)}" for _ in range(5)]
    lines += [
        f"drop{dice.getrandbits(40):x}.example",
        f"http://evil{seed}.example/gate",
        f"{dice.getrandbits(128):032x}",
    ]
    lines += ["2001:db8:1:2:3:4:5:6", "10.20.30.0/24", "tinywebshell.php"]
    by_index = again(made, "\n".join(lines[: dice.randint(1, len(lines))]).encode())
    assert by_index.outcome["by_index"] == 1
    whole = done(asked(made, *by_index.packs))
    assert whole.outcome["by_index"] == 0
    assert told(by_index) == told(whole)


def test_evidence_that_cannot_hold_a_new_indicator_is_not_opened(made, searched, settings):
    gone_from_disk(searched, settings)
    run = again(made, ADDRESS)
    assert (run.state, run.outcome["by_index"]) == ("done", 1)
    assert [line.told for line in Custody.objects.filter(deed="hunted").order_by("pk")] == ["", "by its index"]
    assert [sign.line["text"].count("veldgate-drop") for sign in FoundSign.objects.filter(run=run)] == [1]
    assert list((settings.STATE_DIR / "evidence-work").iterdir()) == []


def test_an_indicator_that_stands_there_is_found_and_the_change_is_told(made):
    file = keep(made.response, log(signs=[SIGN], client="198.51.100.77"))
    indexed(file)
    opened(made)
    first = done(asked(made, str(loaded(made, b"192.0.2.250\n", "first.txt").id)))
    run = again(made, b"indicator,type,class\n198.51.100.77,ip,compromise\n", "found.csv")
    assert (first.verdict, run.was, run.verdict) == ("no-signs-partial", "no-signs-partial", "signs-found")
    ((device, why, _),) = run.outcome["why_whole"]
    assert (device, why) == ("", "1 van 1 nieuwe indicatoren kunnen er volgens de index staan")
    entry = [one for one in own_story(made.response).entries if one.kind == "hunt.ran"][-1]
    assert (entry.payload["was"], entry.payload["verdict"]) == ("no-signs-partial", "signs-found")
    assert NoticeRow.objects.get().subject.endswith("ander oordeel na onderzoek")


def test_only_the_device_that_may_hold_it_is_read(made, settings):
    here = keep(made.response, log(signs=[SIGN], client="198.51.100.77"), device="ns-1")
    there = keep(made.response, log(start=(2020, 1, 8)), device="ns-2")
    indexed(here, there)
    opened(made)
    done(asked(made, str(loaded(made, b"192.0.2.250\n", "first.txt").id)))
    gone_from_disk(there, settings)
    run = again(made, ADDRESS)
    assert [unit.outcome.get("by") for unit in run.units.order_by("number")] == [None, "index"]
    assert FoundSign.objects.filter(run=run).exists()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("more.yar", YARA, "more than indicators"),
        ("more.yml", RULE.replace(b"title: ", b"title: other "), "more than indicators"),
        ("short.txt", b"x.nl\n198.51.100.200\n", "1 new indicators are too short or too wide"),
        ("wide.txt", b"2001:db8::/32\n", "1 new indicators are too short or too wide"),
    ],
)
def test_what_the_index_cannot_answer_is_read_whole_and_said_so(made, searched, name, content, why):
    run = again(made, content, name)
    assert run.outcome["by_index"] == 0
    assert why in run.outcome["why_whole"][0][2]


def test_without_an_index_or_with_one_by_other_code_everything_is_read(made, searched):
    FileIndex.objects.update(made_by="0" * 64)
    assert unindexed() == [searched.public_id]
    assert "no index yet" in again(made, ADDRESS).outcome["why_whole"][0][2]
    assert ask_for_missing() == 1
    indexed(searched)
    assert unindexed() == []
    assert again(made, b"198.51.100.78\n", "next.txt").outcome["by_index"] == 1


def test_other_evidence_or_a_person_who_asks_reads_everything(made, searched):
    keep(made.response, log(client="198.51.100.2"), "second.log")
    run = again(made, ADDRESS)
    assert "does not fit any more" in run.outcome["why_whole"][0][2]
    assert done(asked(made, *run.packs)).outcome["by_index"] == 0


def test_a_name_under_which_a_file_came_is_never_denied(made):
    file = keep(made.response, log(), "veldgate-collector.log")
    indexed(file)
    opened(made)
    done(asked(made, str(loaded(made, b"192.0.2.250\n", "first.txt").id)))
    run = again(made, b"veldgate-collector.log\n")
    assert run.outcome["by_index"] == 0
    assert FoundSign.objects.filter(run=run).exists()


def test_the_index_lies_sealed_and_a_file_is_indexed_once(made, searched):
    row = FileIndex.objects.get()
    index = indexes_of([KeptFile.objects.select_related("origin").get()])[searched.pk]
    assert index.text() not in bytes(row.sealed)
    assert index.may_hold(tokens.way_of(b"veldgate-drop"))
    made_at = row.made_at
    indexed(searched)
    assert FileIndex.objects.get().made_at == made_at
