import os
from pathlib import Path

import pytest

from dijkwacht.cli import place
from dijkwacht.cli.embedded import Embedded
from dijkwacht.cli.place import Place, UnusablePlace


def test_a_named_place_is_taken_as_it_is(tmp_path):
    assert place.find({"DIJKWACHT_STATE": str(tmp_path / "a")}, tmp_path) == Place(tmp_path / "a")


def test_the_place_of_a_folder_stays_the_same_and_can_be_found(tmp_path):
    found = place.find({}, tmp_path)
    assert place.find({}, tmp_path) == found
    if os.geteuid() == 0:
        assert (tmp_path / ".dijkwacht" / "where").read_text().strip() == str(found.state)
        assert found.state.parent == place.SHARED
    else:
        assert found.state == tmp_path / ".dijkwacht"


def test_two_folders_of_one_name_have_two_places(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name / "main").mkdir(parents=True)
    assert place.find({}, tmp_path / "a" / "main") != place.find({}, tmp_path / "b" / "main")


def test_passwords_and_key_are_made_once_and_only_we_may_read_them(tmp_path):
    here = Place(tmp_path / "state")
    here.make()
    assert here.passwords() == here.passwords()
    assert len(set(here.passwords().values())) == 3
    assert here.secret_key().read_text() == here.secret_key().read_text() != ""
    for file in (here.secret_key(), here.state / "database.json"):
        assert file.stat().st_mode & 0o777 == 0o600


def test_data_without_its_passwords_is_not_overwritten(tmp_path):
    here = Place(tmp_path / "state")
    (here.cluster / "data").mkdir(parents=True)
    with pytest.raises(UnusablePlace, match="from a backup"):
        here.passwords()


def test_making_a_place_changes_no_mode_above_it(tmp_path):
    tmp_path.chmod(0o750)
    Place(tmp_path / "x" / "state").make()
    assert tmp_path.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize(("depth", "beside"), [(1, True), (12, False)])
def test_a_socket_path_that_would_be_too_long_is_kept_short_elsewhere(depth, beside):
    deep = Place(Path("/", *["a-folder"] * depth))
    socket = Embedded(deep).socket
    assert (socket == deep.cluster / "run") is beside
    assert len(f"{socket}/.s.PGSQL.5432.lock") <= 107
