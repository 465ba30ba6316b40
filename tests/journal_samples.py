"""One sample of every entry kind as it is written today, made from the kind's own fields."""

from uuid import UUID

from dijkwacht.journal.domain.kind import Field, FieldType, Kind

SAMPLES = {
    FieldType.TEXT: "Enige tekst",
    FieldType.INTEGER: 12,
    FieldType.BOOLEAN: True,
    FieldType.MOMENT: "2020-01-17",
    FieldType.ID: str(UUID(int=0x40008000 << 64)),
    FieldType.TEXTS: ["een", "twee"],
    FieldType.OBJECTS: [{"key": "waarde"}],
}


def value_of(field: Field) -> object:
    """Return a value that fits the field."""
    return field.choices[0] if field.type is FieldType.CHOICE else SAMPLES[field.type]


def sample_of(kind: Kind) -> dict[str, object]:
    """Return what the record keeps of one entry of this kind: payload and content apart."""
    payload, content = kind.split({field.name: value_of(field) for field in kind.fields})
    return {"kind": kind.name, "schema": kind.schema, "payload": payload, "content": content}
