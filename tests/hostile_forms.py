"""Forms as a browser finds them on a page: their address, their fields, and what somebody hostile types into them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile

HOSTILE = "<script>alert(1)</script>{{7*7}}"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"
OTHERWISE = (
    "2020-03-01",
    "https://x.example/?<script>alert(1)</script>",
    "1",
    "13.0; 13.0.47.24",
    "gateway=yes",
    "12.1-55.18",
    "raad 2",
    "mail@x.example",
)
"""What is tried in a field that does not take just any text."""


@dataclass
class Control:
    """One field: its kind (text, hidden, file, choice), the value it came with, and what may be chosen."""

    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    accept: str = ""


@dataclass
class FoundForm:
    """A form that posts; `action` is empty where it posts to its own page."""

    action: str
    controls: dict[str, Control] = field(default_factory=dict)

    @property
    def texts(self) -> set[str]:
        """Return the names of the fields that take text."""
        return {name for name, control in self.controls.items() if control.kind == "text"}

    @property
    def rows(self) -> set[str]:
        """Return the choices that stand in numbered rows: a row of which nothing is chosen is left out."""
        return {name for name, control in self.controls.items() if control.kind == "choice" and "-" in name}

    def filled(self, given: dict[str, str], upload) -> dict[str, object]:
        """Return what is posted: `given` by name, else hostile text, else the first choice."""
        sent: dict[str, object] = {}
        for name, control in self.controls.items():
            match control.kind:
                case "text":
                    sent[name] = given.get(name, HOSTILE)
                case "file":
                    sent[name] = upload(control.accept)
                case "choice":
                    sent[name] = given.get(name, next((choice for choice in control.choices if choice), ""))
                case _:
                    sent[name] = control.value
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[FoundForm] = []
        self.faults: set[str] = set()
        self._form: FoundForm | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if given.get("id", "").endswith("_error"):
            self.faults.add(given["id"].removeprefix("id_").removesuffix("_error"))
        if tag == "form":
            self._form = FoundForm(given.get("action", "")) if given.get("method", "").lower() == "post" else None
            if self._form is not None:
                self.forms.append(self._form)
        if self._form is None:
            return
        name = given.get("name", "")
        if tag == "option" and self._select:
            self._form.controls[self._select].choices.append(given.get("value", ""))
        elif tag == "select" and name:
            self._select = name
            self._form.controls[name] = Control("choice")
        elif tag == "textarea" and name:
            self._form.controls[name] = Control("text")
        elif tag in {"input", "button"} and name:
            self._input(tag, name, given)

    def _input(self, tag, name, given):
        kind, value = given.get("type", "text"), given.get("value", "")
        assert self._form is not None
        if kind in {"radio", "checkbox"}:
            self._form.controls.setdefault(name, Control("choice")).choices.append(value or "on")
        elif kind in {"hidden", "number", "date", "datetime-local"} or tag == "button":
            preset = {"number": "1", "date": "2020-03-01", "datetime-local": "2020-03-01T12:00"}
            self._form.controls[name] = Control("fixed", value or preset.get(kind, ""))
        elif kind == "file":
            self._form.controls[name] = Control("file", accept=given.get("accept", ""))
        elif kind not in {"submit", "image"}:
            self._form.controls[name] = Control("text")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


def forms_on(html: str) -> list[FoundForm]:
    """Return the forms of a page that post."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def faults_on(html: str) -> set[str]:
    """Return the ids, without "id_", of the fields that a page says are wrong."""
    reader = _Reader()
    reader.feed(html)
    return reader.faults


def upload_of(accept: str) -> SimpleUploadedFile:
    """Return a file full of the same: CSV, or JSON where the field wants that."""
    if "json" in accept:
        return SimpleUploadedFile("<script>alert(1)</script>{{7*7}}.json", _csaf().encode(), "application/json")
    content = f"asset;vendor;product;version\n{HOSTILE};Citrix;NetScaler ADC;{HOSTILE}\n"
    return SimpleUploadedFile("<script>alert(1)</script>{{7*7}}.csv", content.encode(), "text/csv")


def _csaf() -> str:
    moment = "2020-01-09T10:00:00Z"
    return f"""{{"document": {{"category": "csaf_base", "csaf_version": "2.0", "title": "{HOSTILE}",
      "publisher": {{"category": "vendor", "name": "{HOSTILE}", "namespace": "https://x.example"}},
      "notes": [{{"category": "summary", "text": "{HOSTILE}"}}],
      "tracking": {{"id": "X-1", "version": "1", "status": "final", "initial_release_date": "{moment}",
        "current_release_date": "{moment}",
        "revision_history": [{{"number": "1", "date": "{moment}", "summary": "{HOSTILE}"}}]}}}}}}"""
