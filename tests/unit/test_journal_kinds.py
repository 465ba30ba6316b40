import string
from uuid import uuid4

import pytest

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain import KINDS
from dijkwacht.journal.domain.field_words import field_in_words, has_words
from dijkwacht.journal.domain.kind import (
    RETENTION_YEARS,
    FieldType,
    WrongPayload,
    boolean,
    choice,
    integer,
    moment,
    note,
    objects,
    reference,
    texts,
)
from dijkwacht.journal.domain.kind import Kind as KindOf
from dijkwacht.journal.domain.kind import text as text_field
from dijkwacht.journal.domain.words import WORDS, moment_in_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import read_moment

SAMPLES = {
    FieldType.TEXT: "Enige tekst",
    FieldType.INTEGER: 12,
    FieldType.BOOLEAN: True,
    FieldType.MOMENT: "2020-01-17",
    FieldType.ID: str(uuid4()),
    FieldType.TEXTS: ["een", "twee"],
    FieldType.OBJECTS: [{"key": "waarde"}],
}
ALL = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@ALL
def test_a_kind_has_a_name_of_two_words_a_sentence_in_both_languages_and_a_line_of_doc(kind):
    assert kind.name.replace(".", "").replace("_", "").isalpha()
    assert kind.name.count(".") == 1
    assert kind.text.nl.strip()
    assert kind.text.en.strip()
    assert kind.doc.endswith(".")
    assert kind.category in Category
    assert RETENTION_YEARS[kind.retention] > 0


@ALL
def test_the_sentences_name_only_fields_that_exist_and_none_that_may_be_removed(kind):
    lasting = {field.name for field in kind.fields if not field.removable}
    for template in (kind.text.nl, kind.text.en):
        assert {name for _, name, _, _ in string.Formatter().parse(template) if name} <= lasting


@ALL
def test_what_may_be_removed_is_text(kind):
    assert {field.type for field in kind.fields if field.removable} <= {FieldType.TEXT}
    assert len({field.name for field in kind.fields}) == len(kind.fields)


@ALL
def test_a_full_sample_and_a_bare_one_read_as_sentences(kind):
    def sample(fields):
        return {f.name: f.choices[0] if f.type is FieldType.CHOICE else SAMPLES[f.type] for f in fields}

    for values in (sample(kind.fields), sample(field for field in kind.fields if field.required)):
        payload, content = kind.split(values)
        assert {**payload, **content} == values
        for sentence in (kind.sentence(payload).nl, kind.sentence(payload).en):
            assert sentence
            assert "{" not in sentence
            assert "None" not in sentence


@ALL
def test_every_field_has_its_dutch_word(kind):
    without = {field.name for field in kind.fields if not has_words(field.name)}
    assert without == set(), "give these their words in journal/domain/field_words.py"


def test_a_field_that_no_kind_has_any_more_goes_by_its_name():
    assert field_in_words("decided_by") == Text("besloten door", "decided by")
    assert field_in_words("old_name") == Text("old name", "old name")


def test_every_choice_has_its_words_in_both_languages():
    choices = {choice for kind in KINDS.values() for field in kind.fields for choice in field.choices}
    assert choices - set(WORDS) == set(), "give these their words in journal/domain/words.py"
    assert set(WORDS) - choices == set(), "no kind offers these"
    assert all(words.nl and words.en for words in WORDS.values())


KIND = KindOf(
    "thing.tried",
    Category.MEASURE,
    (
        text_field("what"),
        integer("times", optional=True),
        boolean("ok", optional=True),
        moment("at"),
        reference("of", optional=True),
        texts("names"),
        objects("parts"),
        choice("how", "met", "not-met", optional=True),
        note("remark"),
    ),
    Text("{what}: {times}, {ok}, {at}, {names}, {how}", "{what}: {times}, {ok}, {at}, {names}, {how}"),
    "For this test.",
)


@pytest.mark.parametrize(
    ("values", "place", "expected"),
    [
        pytest.param({}, "/what", "must have", id="missing"),
        pytest.param({"what": ""}, "/what", "must have", id="empty"),
        pytest.param({"what": "a", "why": "b"}, "/why", "one of", id="unknown"),
        pytest.param({"what": 3}, "/what", "text", id="number for text"),
        pytest.param({"what": "a", "times": "3"}, "/times", "integer", id="text for number"),
        pytest.param({"what": "a", "times": True}, "/times", "integer", id="truth for number"),
        pytest.param({"what": "a", "times": 1.0}, "/times", "integer", id="float for number"),
        pytest.param({"what": "a", "ok": 1}, "/ok", "boolean", id="number for truth"),
        pytest.param({"what": "a", "at": "2020-02-30"}, "/at", "moment", id="a day that does not exist"),
        pytest.param({"what": "a", "of": "17"}, "/of", "id", id="no identifier"),
        pytest.param({"what": "a", "names": "b"}, "/names", "texts", id="text for texts"),
        pytest.param({"what": "a", "names": [1]}, "/names", "texts", id="numbers for texts"),
        pytest.param({"what": "a", "parts": ["b"]}, "/parts", "objects", id="texts for objects"),
        pytest.param({"what": "a", "how": "maybe"}, "/how", "met, not-met", id="no such choice"),
        pytest.param({"what": "a", "remark": 3}, "/remark", "text", id="number for removable text"),
    ],
)
def test_a_value_that_does_not_fit_is_pointed_at(values, place, expected):
    with pytest.raises(WrongPayload) as refused:
        KIND.split(values)
    assert refused.value.place == place
    assert expected in refused.value.expected


def test_removable_text_is_taken_apart_and_absent_values_are_left_out():
    of = uuid4()
    values = {"what": "a", "times": None, "of": of, "names": ("b",), "how": "met", "remark": "by hand"}
    assert KIND.split(values) == ({"what": "a", "of": str(of), "names": ["b"], "how": "met"}, {"remark": "by hand"})


@pytest.mark.parametrize(
    ("values", "nl", "en"),
    [
        (
            {"what": "x", "times": 2, "ok": False, "at": "2020-01-17T11:00:00Z", "names": ["b", "c"], "how": "not-met"},
            "x: 2, nee, 17 januari 2020, 12.00 uur, b, c, niet voldaan",
            "x: 2, no, 17 January 2020, 12:00, b, c, not met",
        ),
        (
            {"what": "{ok}", "at": "2020-03"},
            "{ok}: niet opgegeven, niet opgegeven, maart 2020, niet opgegeven, niet opgegeven",
            "{ok}: not stated, not stated, March 2020, not stated, not stated",
        ),
    ],
)
def test_a_sentence_says_codes_moments_and_gaps_in_words(values, nl, en):
    assert KIND.sentence(values) == Text(nl, en)


def test_roles_and_channels_are_said_in_words_and_offices_of_documents_in_their_own():
    given = KINDS["contact.confirmed"]
    values = {"role": "on-call", "channel": "phone"}
    assert given.sentence(values).nl == "Contactpunt bereikbaarheidsdienst via telefoon bevestigd"
    named = {"role": "regiegroep", "channel": "loket"}
    assert given.sentence(named).nl == "Contactpunt regiegroep via loket bevestigd"


def test_a_moment_is_written_no_more_exactly_than_it_is_known():
    written = [moment_in_words(read_moment(text)).nl for text in ("2019-12", "2019-12-24", "2020-07-01T00:05")]
    assert written == ["december 2019", "24 december 2019", "1 juli 2020, 00.05 uur"]


@pytest.mark.parametrize(
    ("kind", "values", "place"),
    [
        ("window.computed", {"start": "2020-01-17", "end": "2020-01-16"}, "/end"),
        ("hunt.opened", {"window_start": "2020-01-17", "window_end": "2020-01"}, None),
        ("hunt.opened", {"window_start": "2020-01-17", "window_end": "2020-01-01"}, "/window_end"),
        ("hunt.ran", {"covered": [["2020-01-01", "2020-01-02"], ["2020-01-09", "2020-01-08"]]}, "/covered/1"),
    ],
)
def test_a_period_told_backwards_is_refused_at_the_door_with_its_place(kind, values, place):
    found = KINDS[kind]
    bounds = {"start", "end", "window_start", "window_end", "covered"}
    needed = {
        field.name: field.choices[0] if field.choices else SAMPLES[field.type]
        for field in found.fields
        if field.required and field.name not in bounds
    }
    if place is None:
        assert found.split({**needed, **values})
        return
    with pytest.raises(WrongPayload) as refusal:
        found.split({**needed, **values})
    assert refusal.value.place == place
