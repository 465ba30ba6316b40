"""The bounds of coverage to the second, and when nothing could be said at all."""

from datetime import timedelta

import pytest

from hunting_evidence import hunted, local, put, told, web_log

ADDRESS = "1.2.3.4\n"


def judged(tmp_path, evidence, pack):
    put(tmp_path / "ev", evidence)
    return told(hunted(tmp_path / "ev", put(tmp_path / "pack", pack)))


@pytest.mark.parametrize(("late", "answer"), [(0, "no-signs-covered"), (1, "no-signs-partial")])
def test_a_piece_of_six_hours_at_the_end_counts_and_a_second_more_does_not(tmp_path, late, answer):
    """CONTRACTS: a piece of at most 6 h between a bound of the window and the last event counts as covered."""
    last = local(2020, 1, 16, 18) - timedelta(seconds=late)
    log = web_log(local(2019, 12, 24), last) + web_log(last, last + timedelta(seconds=1))
    found = judged(tmp_path, {"httpaccess.log": log}, {"pack.yml": "needs: [web-access]\n", "a.txt": ADDRESS})
    assert found["verdict"][0]["verdict"] == answer


def test_a_source_covers_to_its_last_event(tmp_path):
    log = web_log(local(2019, 12, 24), local(2020, 1, 8, 12, 1))
    found = judged(tmp_path, {"httpaccess.log": log}, {"pack.yml": "needs: [web-access]\n", "a.txt": ADDRESS})
    assert found["coverage"][0]["to"] == found["verdict"][0]["covered"][0][1] == "2020-01-08T11:00:00Z"


@pytest.mark.parametrize(("kind", "folder"), [("files", "/var/vpn"), ("cores", "/var/core")])
def test_files_and_cores_count_when_their_folder_is_there_though_it_is_empty(tmp_path, kind, folder):
    """CONTRACTS: they count for the whole window when the folders that the rules look at are in the evidence."""
    (tmp_path / "ev" / folder[1:]).mkdir(parents=True)
    pack = {"pack.yml": f"needs: [{kind}]\nlooks-at: [/var/vpn]\n", "a.txt": ADDRESS}
    verdict = judged(tmp_path, {}, pack)["verdict"][0]
    assert verdict["covered_by_kind"][kind] == [verdict["window"]]


def test_files_without_the_folders_that_the_rules_look_at_cover_nothing(tmp_path):
    pack = {"pack.yml": "needs: [files]\nlooks-at: [/var/vpn]\n", "a.txt": "x.php\n"}
    verdict = judged(tmp_path, {"etc/passwd": "x"}, pack)["verdict"][0]
    assert (verdict["verdict"], verdict["covered_by_kind"]["files"]) == ("not-evaluated", [])


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("README", "hello\n", "not-evaluated"),
        ("httpaccess.log", "no log\n" * 9, "not-evaluated"),
        ("httpaccess.log", web_log(local(2018, 1, 1), local(2018, 1, 2)), "no-signs-partial"),
        ("events.json", '{"time":"2020-01-05T10:00:00Z","x":"y"}\n', "no-signs-partial"),
    ],
)
def test_without_a_source_in_which_a_rule_could_speak_nothing_is_evaluated(tmp_path, name, content, answer):
    """CONTRACTS: `not-evaluated` = no armed rule could speak and nothing was found (no known source)."""
    found = judged(tmp_path, {name: content}, {"pack.yml": "needs: [web-access]\n", "a.txt": ADDRESS})
    assert found["verdict"][0]["verdict"] == answer
