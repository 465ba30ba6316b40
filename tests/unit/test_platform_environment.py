import pytest

from dijkwacht.web import environment
from dijkwacht.web.environment import WrongSetting


def test_a_misspelt_setting_stops_the_start_and_is_named():
    with pytest.raises(WrongSetting, match="DIJKWACHT_STAAT"):
        environment.refuse_unknown({"DIJKWACHT_STAAT": "x", "PATH": "y"})


def test_every_known_setting_and_its_file_passes():
    names = {*environment.KNOWN, *(f"{name}_FILE" for name in environment.SECRETS)}
    environment.refuse_unknown(dict.fromkeys(names, ""))


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("Yes", True), ("0", False), ("off", False), ("", False)])
def test_a_flag_is_yes_or_no(value, meant):
    assert environment.flag({"A": value}, "A") is meant


@pytest.mark.parametrize("value", ["maybe", "2", "ja graag"])
def test_a_flag_that_is_neither_is_refused(value):
    with pytest.raises(WrongSetting, match="A: neither yes nor no"):
        environment.flag({"A": value}, "A")


def test_a_choice_outside_the_list_is_refused():
    assert environment.choice({}, "A", allowed=("x", "y")) == "x"
    with pytest.raises(WrongSetting, match="Expected x or y"):
        environment.choice({"A": "z"}, "A", allowed=("x", "y"))


def test_a_secret_comes_from_its_file_without_the_line_end(tmp_path):
    file = tmp_path / "key"
    file.write_text("s3cret\n")
    assert environment.secret({"A_FILE": str(file)}, "A") == "s3cret"


def test_a_secret_given_twice_or_unreadable_is_refused(tmp_path):
    with pytest.raises(WrongSetting, match="given twice"):
        environment.secret({"A": "x", "A_FILE": "y"}, "A")
    with pytest.raises(WrongSetting, match="cannot be read"):
        environment.secret({"A_FILE": str(tmp_path / "absent")}, "A")


def test_an_address_with_a_socket_folder_and_a_strange_password_is_read():
    entry = environment.database("postgresql://dijkwacht_app:p%40ss@/dijkwacht?host=%2Frun%2Fpg&port=5433", pool=False)
    chosen = {name: entry[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    assert chosen == {
        "NAME": "dijkwacht",
        "USER": "dijkwacht_app",
        "PASSWORD": "p@ss",
        "HOST": "/run/pg",
        "PORT": "5433",
        "OPTIONS": {},
    }


def test_what_else_an_address_says_reaches_the_driver():
    entry = environment.database("postgresql://app@db.example/d?sslmode=verify-full", pool=True)
    assert isinstance(entry["OPTIONS"], dict)
    assert entry["OPTIONS"]["sslmode"] == "verify-full"
    assert "pool" in entry["OPTIONS"]
