"""The folder of a desk for 48 hours: only what it may see, escaped, on any stick, and recorded."""

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
from django.urls import reverse
from django.utils import timezone

from dijkwacht.journal.selectors import entries, looks_at
from dijkwacht.kernel.errors import NotFound
from dijkwacht.organisations.services import ensure_code_words
from dijkwacht.reporting.domain.desk_folder import file_name
from dijkwacht.reporting.services.desk_folders import NotEmpty, take_out, write_folder
from hostile_stage import sign_in, stage
from organisations_cast import contact, viewer

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def played():
    made = stage()
    ensure_code_words(organisation=made.cast.town, at=timezone.now())
    return made


@pytest.fixture
def files(played):
    return take_out(viewer=viewer("shift-lead", played.cast.town_cert), at=timezone.now())


class Links(HTMLParser):
    """Collects what a page points at, and every tag."""

    def __init__(self):
        super().__init__()
        self.found, self.tags = [], set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.found += [value for name, value in attributes if name in {"href", "src", "action"}]


def read(content):
    reader = Links()
    reader.feed(content.decode())
    return reader


def texts(files):
    return "\n".join(content.decode() for content in files.values())


def test_it_holds_members_contacts_words_advice_and_blank_sheets_in_two_languages(files):
    for language, words in (("nl", "Antwoordblad"), ("en", "Answer sheet")):
        told = "\n".join(content.decode() for path, content in files.items() if path.startswith(f"{language}/"))
        for part in ("Súdwest-Tweestroom", "06 44556677", "inloggen van buiten", words, "☐"):
            assert part in told, (language, part)
    assert {path.split("/")[1] for path in files if path.count("/") == 2} == {"members", "cases", "calls", "sheets"}


def test_every_page_says_how_far_it_may_go_who_took_it_and_when(files):
    for path, content in files.items():
        if path.endswith(".html"):
            assert "TLP:AMBER" in content.decode(), path
            assert "Gemeentewacht" in content.decode(), path
            assert str(timezone.now().year) in content.decode(), path


def test_it_needs_no_script_and_nothing_from_elsewhere_and_every_link_leads_somewhere(files):
    for path, content in files.items():
        if not path.endswith(".html"):
            continue
        page = read(content)
        assert not page.tags & {"script", "iframe", "object", "form", "img"}
        for link in page.found:
            assert not re.match(r"[a-z]+:|/", link), (path, link)
            place = PurePosixPath(path).parent / link
            parts = []
            for part in place.parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            assert "/".join(parts) in files, (path, link)


def test_names_of_files_fit_any_stick_and_never_collide(files):
    assert all(re.fullmatch(r"([a-z]+/){0,2}[a-z0-9-]+\.(html|css)", path) for path in files)
    assert len({path.lower() for path in files}) == len(files)
    hostile = ["CON", "’t Zand", "../../etc", "a" * 300, "", "é", "E"]
    names = [file_name(number, name) for number, name in enumerate(hostile)]
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]{1,40}\.html", name) for name in names)
    assert len(set(names)) == len(hostile)


def test_what_is_not_shared_with_a_desk_is_not_in_it(files):
    told = texts(files)
    assert "Wie betaalt" not in told
    assert "Ziekenhuis De Plas" not in told


def test_hostile_words_are_shown_and_never_run(played):
    contact(played.cast.town, "messenger", f"{HOSTILE}@x", carried_by="other")
    told = texts(take_out(viewer=viewer("desk", played.cast.town_cert), at=timezone.now()))
    assert HOSTILE not in told
    assert "&lt;script&gt;" in told


def test_taking_it_is_recorded_and_shown_to_each_member(played, files):
    took = entries(viewer("desk", played.cast.town_cert), kinds=["desk.exported"])
    assert [(one.payload["members"], one.payload["files"]) for one in took] == [(2, len(files))]
    assert "desk folder" in {look.what for look in looks_at(viewer("ciso", played.cast.town), played.cast.town)}


def test_only_a_desk_takes_it(client, played):
    for role, at, status in (
        ("ciso", played.cast.town, 404),
        ("director", played.cast.town_cert, 404),
        ("desk", played.cast.town_cert, 200),
        ("national", played.cast.national, 200),
    ):
        sign_in(client, role, at)
        assert client.post(reverse("desk_folder")).status_code == status, role
    with pytest.raises(NotFound):
        take_out(viewer=viewer("spokesperson", played.cast.town), at=timezone.now())


def test_the_button_gives_one_archive_with_one_folder(client, played):
    sign_in(client, "desk", played.cast.town_cert)
    with zipfile.ZipFile(io.BytesIO(client.post(reverse("desk_folder")).content)) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {"dijkwacht-48-uur"}


def test_a_folder_that_holds_something_is_left_alone_and_files_are_read_only(files, tmp_path):
    place = tmp_path / "stick"
    write_folder(files, place)
    assert {path.stat().st_mode & 0o777 for path in place.rglob("*.html")} == {0o400}
    with pytest.raises(NotEmpty):
        write_folder(files, place)
