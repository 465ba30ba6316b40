"""The exercise's plan without a database: names that nobody bears, times that run, a spread that is drawn as said."""

import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from dijkwacht.kernel.window import Precision, local_date
from dijkwacht.organisations.domain.names import search_key
from dijkwacht.web.demo.exercise_files import Clock, UnreadableExercise, read_exercise
from dijkwacht.web.demo.exercise_names import TooFewNames, invented
from dijkwacht.web.demo.exercise_spread import Draw, lines_for

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "demo" / "exercise"
REAL = ROOT.parent / "shared" / "data" / "map" / "gemeenten.json"
REQUIREMENTS = ROOT.parent / "shared" / "design" / "REQUIREMENTS.md"
NOW = datetime(2026, 3, 29, 10, tzinfo=UTC)  # the day on which the clocks go forward


@pytest.fixture(scope="module")
def exercise():
    return read_exercise(FOLDER, NOW)


def names(exercise):
    listed = [str(exercise.register[key]["name"]) for key in ("national", "vendor", "press", "operator", "host")]
    listed += [str(item["name"]) for table in ("certs", "named") for item in exercise.register[table].values()]
    seed = int(exercise.register["seed"])
    for table in ("municipalities", "hospitals"):
        parts = exercise.register[table]
        listed += invented(parts["heads"], parts["tails"], int(parts["count"]) - 1, seed, listed)
    return listed


def test_the_exercise_has_the_surveys_size(exercise):
    assert exercise.register["municipalities"]["count"] == 342
    assert exercise.register["hospitals"]["count"] == 69
    assert len({search_key(name) for name in names(exercise)}) == len(names(exercise)) == 409 + 9


def test_no_municipality_bears_a_real_name(exercise):
    if not REAL.exists():
        pytest.skip("the list of real municipalities is not beside this repository")
    real = {search_key(item["properties"]["gemeentenaam"]) for item in json.loads(REAL.read_text())["features"]}
    assert len(real) > 300
    assert not real & {search_key(name) for name in names(exercise)}


def test_nobody_bears_a_name_of_our_documents(exercise):
    if not REQUIREMENTS.exists():
        pytest.skip("the requirements are not beside this repository")
    words = {search_key(word) for word in re.findall(r"[A-Z][\w-]{4,}", REQUIREMENTS.read_text(encoding="utf-8"))}
    told = {
        search_key(str(item["name"]))
        for item in yaml.safe_load((ROOT / "demo/citrix-2025.yml").read_text())["organisations"]
    }
    assert not (words | told) & {search_key(name) for name in names(exercise)}


def test_names_are_the_same_each_time_and_run_out_loudly():
    assert invented(["Elzen"], ["loo", "meer"], 2, 1, []) == invented(["Elzen"], ["loo", "meer"], 2, 1, [])
    assert invented(["Elzen"], ["loo", "meer"], 1, 1, ["elzenLOO"]) == ("Elzenmeer",)
    with pytest.raises(TooFewNames):
        invented(["Elzen"], ["loo"], 2, 1, [])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("d-14 09:00", "2026-03-15T08:00:00Z"),
        ("d+1 09:00", "2026-03-30T07:00:00Z"),
        ("d-26", "2026-03-03"),
        ("now+6h", "2026-03-29T16:00:00Z"),
        ("2013-01", "2013-01"),
    ],
)
def test_times_are_counted_from_the_day_of_loading_in_amsterdam(written, read):
    assert Clock(NOW).when(written).text() == read


def test_times_deep_in_a_payload_and_in_json_are_filled_in():
    clock = Clock(NOW)
    assert clock.filled({"covered": [["d-26", "d-1"]], "n": 3}) == {"covered": [["2026-03-03", "2026-03-28"]], "n": 3}
    assert clock.in_json('{"date": "@d-14 09:00"}') == '{"date": "2026-03-15T08:00:00Z"}'


def test_the_story_lies_in_the_past_and_the_next_term_ahead(exercise):
    for detail in exercise.details:
        assert all(told.at.earliest < NOW for told in detail.timeline)
    (hunt,) = [t for t in exercise.details[0].timeline if t.do == "measure.planned" and t.says["step"] == "hunt"]
    assert hunt.says["deadline"] > NOW.isoformat()
    assert Clock(NOW).when("d-1").precision is Precision.DAY
    assert Clock(NOW).today == local_date(NOW)


def drawn(exercise, count=2000):
    draw = Draw(exercise.spread, 7)
    return [lines_for(draw, "cert-municipalities", "desk") for _ in range(count)]


def test_the_spread_follows_its_shares(exercise):
    use = Counter(
        next((line.says["use"] for line in lines if line.do == "use.declared"), "unknown") for lines in drawn(exercise)
    )
    for value, share in exercise.spread["use"].items():
        assert abs(use[value] / 20 - share) < 4, value


def test_the_same_seed_draws_the_same(exercise):
    assert drawn(exercise, 50) == drawn(exercise, 50)


def test_nobody_does_anything_before_it_was_asked_or_after_today(exercise):
    clock = Clock(NOW)
    for lines in drawn(exercise, 300):
        planned = {line.says["step"]: clock.when(line.when) for line in lines if line.do == "measure.planned"}
        for line in lines:
            assert clock.when(line.when).earliest < NOW
            if line.do in {"measure.done", "measure.verified"} and line.says["step"] in planned:
                assert clock.when(line.when) > planned[line.says["step"]]


def test_on_a_shared_host_nobody_records_the_device_themselves(exercise):
    draw = Draw(exercise.spread, 7)
    kinds = {line.do for _ in range(100) for line in lines_for(draw, "cert-municipalities", "desk", device=False)}
    assert not {kind for kind in kinds if kind.startswith(("measure.", "device."))}
    assert "sessions.ended" in kinds


def test_a_folder_without_the_files_says_which_is_missing(tmp_path):
    with pytest.raises(UnreadableExercise) as error:
        read_exercise(tmp_path, NOW)
    assert ".yml" in error.value.place
