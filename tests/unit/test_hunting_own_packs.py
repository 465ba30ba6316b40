"""What a pack.yml that a partner writes by hand may say, and how it may name its rules."""

import pytest

from hunting_evidence import hunted, local, put, request_line, told

RULE = """title: My rule
id: 5d8fd9da-6916-45ef-8d4d-3fa9d19d1a64
logsource: {category: webserver}
detection:
  a: {cs-uri-stem: /x}
  condition: a
"""
HIT, MISS = (request_line(local(2020, 1, 5, 10), target) for target in ("/x", "/y"))
SAMPLES = f"""    class: reached
    confidence: low
    samples:
      positive: ['{HIT}']
      negative: '{MISS}'
"""


@pytest.mark.parametrize("named", ["5d8fd9da-6916-45ef-8d4d-3fa9d19d1a64", "My rule", "mine", "mine.yml"])
def test_a_rule_is_named_by_its_id_title_or_file_and_proved_by_lines_of_text(tmp_path, named):
    """CONTRACTS: a pack folder may hold pack.yml: needs, and per rule class, confidence, samples."""
    put(tmp_path / "pack", {"mine.yml": RULE, "pack.yml": f"needs: [web-access]\nrules:\n  '{named}':\n{SAMPLES}"})
    put(tmp_path / "ev", {"httpaccess.log": HIT + "\n"})
    found = told(hunted(tmp_path / "ev", tmp_path / "pack"))
    assert [rule["armed"] for rule in found["rule"]] == [True]
    assert [(one["class"], one["confidence"]) for one in found["finding"]] == [("reached", "low")]


def test_rules_may_be_a_list_whose_items_name_theirs(tmp_path):
    listed = "rules:\n  - {id: 5d8fd9da-6916-45ef-8d4d-3fa9d19d1a64, class: reached}\n"
    put(tmp_path / "pack", {"mine.yml": RULE, "pack.yml": listed})
    put(tmp_path / "ev", {"httpaccess.log": HIT + "\n"})
    assert told(hunted(tmp_path / "ev", tmp_path / "pack"))["finding"][0]["class"] == "reached"


@pytest.mark.parametrize("named", ["203.0.113.7", "bad.txt", "bad:203.0.113.7"])
def test_an_indicator_is_named_by_its_value_its_list_or_its_id(tmp_path, named):
    put(tmp_path / "pack", {"bad.txt": "203.0.113.7\n", "pack.yml": f"rules:\n  '{named}': {{class: compromise}}\n"})
    put(tmp_path / "ev", {"httpaccess.log": HIT + "\n"})
    assert told(hunted(tmp_path / "ev", tmp_path / "pack"))["finding"][0]["class"] == "compromise"
