"""What a write takes: a shape made from the room's form, so that pages and programs are checked by one thing."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from ninja.parser import Parser
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, StringConstraints, create_model

from dijkwacht.kernel.operation import Body, Given

PAGES_OWN = frozenset({"version", "seen", "back", "expected"})
"""Fields that a page keeps for itself; a program says the version by If-Match."""
YES_NO = ({"yes", "no"}, {"", "yes", "no"})
NAME_LENGTH = 200
Choice = forms.ChoiceField | forms.MultipleChoiceField


STRICT = ConfigDict(extra="forbid")


class FileGiven(BaseModel):
    """A file: its name, and its bytes in base64."""

    model_config = STRICT
    name: Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH, pattern=r"^[^/\\\x00]+$")]
    content: Base64Bytes


class Texts(Parser):
    """Reads bodies strictly: no NaN, no half characters, nothing nested beyond what the reader holds."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the body. Any error is answered as one that cannot be read."""
        raw = request.body  # read and bounded by the door
        request.sent = hashlib.sha256(raw).hexdigest()  # type: ignore[attr-defined]
        request._body = b""  # noqa: SLF001 - a file of 64 MiB is not kept once more while it is worked on
        found = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
        if b"\\u" in raw:  # only so a half character can come in; a file of 64 MiB is not written out again to see it
            json.dumps(found, ensure_ascii=False).encode("utf-8")
        return found  # type: ignore[no-any-return]  # ninja checks its shape next


def _no_number(word: str) -> float:
    raise ValueError(word)


def shape_of(name: str, body: Body) -> type[BaseModel]:
    """Return the model of a body: each field of the form with its type, bounds and choices, nothing else."""
    form = body.form()
    parts: dict[str, Any] = {one: _part(field) for one, field in form.fields.items() if one not in PAGES_OWN}
    for one, row in body.rows.items():
        cells: dict[str, Any] = {key: _part(field) for key, field in row().fields.items()}
        inner = create_model(f"{name}_{one}", __config__=STRICT, **cells)
        parts[one] = (Annotated[list[inner], Field(max_length=20)], Field(default=[]))  # type: ignore[valid-type]
    for one, told in body.perhaps.items():
        parts[one] = (
            Annotated[str, StringConstraints(max_length=NAME_LENGTH)] | None,
            Field(default=None, description=told),
        )
    for one in body.texts:
        parts[one] = (dict[str, Annotated[str, StringConstraints(max_length=500)]], Field(default={}))
    return create_model(name, __config__=STRICT, **parts)


def _part(field: forms.Field) -> tuple[Any, Any]:
    kind = _kind(field)
    told = " ".join(str(text) for text in (field.label, field.help_text) if text)
    if isinstance(field, forms.BooleanField):
        return kind, Field(default=bool(field.initial), description=told)
    if field.required:
        return kind, Field(description=told)
    return kind | None, Field(default=None, description=told)


def _kind(field: forms.Field) -> Any:  # noqa: ANN401 - a type, as an annotation writes it
    match field:
        case forms.FileField():
            return FileGiven
        case forms.MultipleChoiceField():
            word = _word(field)
            return Annotated[list[word], Field(min_length=1 if field.required else 0)]  # type: ignore[valid-type]
        case forms.ChoiceField():
            return bool if {key for key, _ in _choices(field)} in YES_NO else _word(field)
        case forms.BooleanField():
            return bool
        case forms.IntegerField():
            return Annotated[int, Field(strict=True, **_bounds(field))]
        case forms.DateField():
            return Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
        case forms.UUIDField():
            return Annotated[str, Field(json_schema_extra={"format": "uuid"})]
    bounds: dict[str, Any] = {"min_length": 1 if field.required else 0}
    if isinstance(field, forms.CharField):
        bounds["max_length"] = field.max_length
    text = Annotated[str, StringConstraints(**bounds)]
    if getattr(field, "many_lines", False):
        line = Annotated[str, StringConstraints(pattern=r"^[^\r\n]*$")]
        return Annotated[list[line], Field(min_length=bounds["min_length"])]
    return text


def _bounds(field: forms.IntegerField) -> dict[str, Any]:
    return {"ge": field.min_value, "le": field.max_value}


def _word(field: Choice) -> Any:  # noqa: ANN401 - a type, as an annotation writes it
    words = tuple(str(key) for key, _ in _choices(field) if key != "")
    return Literal[words] if words else str


def _choices(field: Choice) -> list[tuple[Any, Any]]:
    found: Any = field.choices  # the stubs speak of the setter; read, it is pairs, and no form of ours groups them
    return list(found)


def given_in(body: Body, sent: BaseModel, locks: str = "", version: int | None = None) -> Given:
    """Return what was sent as the room's form reads it; empty is what was left out."""
    form, data, files = body.form(), dict[str, Any](), dict[str, Any]()
    for name in type(sent).model_fields:
        value = getattr(sent, name)
        if name in body.rows:
            data.update(_rows(name, value))
        elif name in body.texts:
            data.update({body.texts[name] + key: text for key, text in value.items()})
        elif isinstance(value, FileGiven):
            files[name] = SimpleUploadedFile(value.name, value.content)
        elif value is not None:
            data[name] = value if name in body.perhaps else _as_typed(form.fields[name], value)
    if locks:
        data[locks] = version
    return Given(data, files)


def _rows(name: str, rows: list[BaseModel]) -> Mapping[str, Any]:
    found: dict[str, Any] = {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        for key in type(row).model_fields:
            if (value := getattr(row, key)) is not None:
                found[f"{name}-{number}-{key}"] = value
    return found


def _as_typed(field: forms.Field, value: Any) -> Any:  # noqa: ANN401 - as the field's widget hands it on
    if isinstance(field, Choice) and isinstance(value, bool):
        return "yes" if value else "no"
    if getattr(field, "many_lines", False):
        return "\n".join(value)
    return value
