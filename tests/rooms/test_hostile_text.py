"""HTML and template syntax in every text field of every form, as people find the forms: on the pages.

Every page that somebody may open is opened, every form on it is filled with markup and posted, and every page is
opened again by everybody. What was typed may come back as text only. A form class that a later change adds has to be
found and taken here too, or be named below with the reason.
"""

from importlib import import_module
from pathlib import Path

import pytest
from django import forms

import dijkwacht
from hostile_forms import HOSTILE, OTHERWISE, SHOWN, faults_on, forms_on, upload_of
from hostile_stage import address, own_pages, sign_in, stage

pytestmark = pytest.mark.django_db
NOT_FOUND_HERE = {
    "advisories.forms.SearchForm": "only reads; it is never taken with a redirect",
    "exposure.forms.asking.WhatIfForm": "only reads; it is never taken with a redirect",
    "exposure.forms.naming.MergeForm": "needs two products of ours, chosen from a list",
    "exposure.forms.sharing.ShareForm": "wants an organisation's registered name in full",
    "exposure.forms.systems.ConfigurationForm": "wants a file in the language of an ns.conf",
    "hunting.forms.deeds.CloseHuntForm": "the hunt of the stage is under way by then",
    "hunting.forms.room.HandOutForm": "needs a run that ended",
    "hunting.forms.room.PartForm": "bytes of an upload that was begun by a program",
    "hunting.forms.room.SendingForm": "bytes of an upload that was begun by a program",
    "hunting.forms.room.UploadingForm": "bytes of an upload that was begun by a program",
    "notification.forms.HookForm": "over the API only",
    "reporting.forms.SendForm": "opens once several people approved it; the room's own tests send hostile words",
    "advisories.forms.ProviderForm": "looks an address up before it takes anything",
    "verification.forms.RegisterForm": "wants an address; the room's own tests send hostile words with it",
}
"""Form classes with text fields that are not taken on the stage, and why."""

ENDS_US = ("/end/", "/password/", "/remove/")
"""Parts of addresses where a taken form may end the role or the password of whoever types: they come last."""
WRITERS = (("ciso", "town"), ("desk", "town_cert"))
READERS = (*WRITERS, ("national", "national"))
ROUNDS = len(OTHERWISE) + 1
AS_FILES = {"advisory_file", "record_evidence", "document_pdf", "document_odt", "document_preview"}


def text_fields(kind):
    return {
        name
        for name, field in kind.base_fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, forms.UUIDField)
        and not isinstance(field.widget, forms.HiddenInput)
    }


def form_classes():
    """Return every form class of the rooms that asks for text, by its full name, with those fields."""
    root = Path(dijkwacht.__file__).parent
    found = {}
    for path in sorted([*root.glob("*/forms.py"), *root.glob("*/forms/*.py"), *root.glob("*/*/forms.py")]):
        module = import_module(".".join(("dijkwacht", *path.relative_to(root).with_suffix("").parts)))
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, forms.Form) and kind.__module__ == module.__name__:
                name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("dijkwacht.")
                if fields := text_fields(kind):
                    found[name] = fields
    return found


def is_harmless(html):
    return "<script>alert(1)" not in html and (SHOWN + "49") not in html


class Visit:
    """Somebody who opens pages and posts what they find there."""

    def __init__(self, client, played):
        self.client, self.played = client, played
        self.harmful: list[str] = []
        self.taken: list[set[str]] = []
        self.seen = False

    def pages(self, *, each=True):
        """Yield every page; without `each` only the first of those that stand for many forms."""
        for page, wanted in own_pages():
            if page not in AS_FILES:
                listed = self.played.arguments(page, wanted)
                for arguments in listed if each else listed[:1]:
                    yield address(page, arguments)

    def look(self, where, answer):
        if answer.get("Content-Type", "").startswith("text/html"):
            html = answer.content.decode()
            self.seen = self.seen or SHOWN in html
            if not is_harmless(html):
                self.harmful.append(where)
            return html
        return ""

    def open(self, where):
        return self.look(where, self.client.get(where, headers={"accept-language": "en"}))

    def post_all(self, done):
        last = []
        for where in self.pages():
            for form in forms_on(self.open(where)):
                target = form.action or where
                key = (target, *sorted(form.controls))
                if form.texts and key not in done and not target.startswith("/accounts/"):
                    done.add(key)
                    if any(word in target for word in ENDS_US):
                        last.append((target, form))
                    else:
                        self.post(target, form)
        for target, form in last:
            self.post(target, form)

    def post(self, target, form):
        """Post until the form is taken, in each field that is said to be wrong something else each time."""
        tried = {name: iter(OTHERWISE) for name in form.texts}
        given: dict[str, str] = {}
        for _round in range(ROUNDS):
            answer = self.client.post(target, form.filled(given, upload_of), headers={"accept-language": "en"})
            html = self.look(target, answer)
            if answer.status_code == 302:
                self.taken.append({name.rpartition("-")[2] for name in form.controls})
                return
            wrong = faults_on(html) & form.texts
            if not wrong and given.keys() >= form.rows:
                return
            given |= {name: next(tried[name], "") for name in wrong} or dict.fromkeys(form.rows, "")


def test_what_people_type_comes_back_as_text_on_every_page(client):
    played = stage()
    done: set[tuple[str, ...]] = set()
    visits = []
    for role, office in WRITERS:
        sign_in(client, role, getattr(played.cast, office))
        visit = Visit(client, played)
        visit.post_all(done)
        visits.append(visit)
    for role, office in READERS:
        sign_in(client, role, getattr(played.cast, office))
        visit = Visit(client, played)
        for where in visit.pages(each=False):
            visit.open(where)
        visits.append(visit)

    assert not [where for visit in visits for where in visit.harmful]
    assert all(visit.seen for visit in visits[: len(WRITERS) + 2])
    taken = [names for visit in visits for names in visit.taken]
    missed = {name for name, fields in form_classes().items() if not any(fields <= names for names in taken)}
    assert missed == set(NOT_FOUND_HERE)


@pytest.mark.parametrize("html", [f"<p>{HOSTILE}</p>", f"<p>{SHOWN}49</p>"])
def test_a_page_that_runs_what_was_typed_would_be_noticed(html):
    assert not is_harmless(html)
    assert is_harmless(f"<p>{SHOWN}{{{{7*7}}}}</p>")
