"""Every sentence on screen has its Dutch translation in its own room, and no translation is left over."""

import io

import messages
import pytest
from babel.messages.pofile import read_po


@pytest.mark.parametrize("room", messages.rooms(), ids=lambda path: path.name)
def test_every_sentence_has_its_dutch(room):
    missing = messages.used_in(room) - messages.known_to(messages.catalogue_of(room))
    assert not missing, f"add to {room.name}/locale/nl/LC_MESSAGES/django.po"


@pytest.mark.parametrize("room", messages.rooms(), ids=lambda path: path.name)
def test_no_translation_is_left_over(room):
    left_over = messages.known_to(messages.catalogue_of(room)) - messages.used_in(room)
    assert not left_over, f"remove from {room.name}/locale/nl/LC_MESSAGES/django.po"


@pytest.mark.parametrize("room", messages.rooms(), ids=lambda path: path.name)
def test_every_translation_is_whole(room):
    catalogue = messages.catalogue_of(room)
    assert not (messages.faults(catalogue) if catalogue else [])


def test_no_two_rooms_translate_a_sentence_differently():
    """Django merges the catalogues: of two translations one would show on the other room's pages."""
    told = {}
    for room in messages.rooms():
        for message in messages.catalogue_of(room) or ():
            told.setdefault((message.context, message.id), {}).setdefault(str(message.string), []).append(room.name)
    apart = {str(key): rooms for key, rooms in told.items() if len(rooms) > 1 and key[1]}
    assert not apart


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% translate "Closed" %}', {("Closed", None)}),
        ("{% trans 'Closed' as word %}", {("Closed", None)}),
        ('{% translate "Open" context "door" %}', {("Open", "door")}),
        ('{% translate "100% sure" %}', {("100%% sure", None)}),
        ("{% blocktranslate %}Since {{ day }}{% endblocktranslate %}", {("Since %(day)s", None)}),
        (
            "{% blocktranslate trimmed with day=page.day|date %}\n  Since\n  {{ day }}\n{% endblocktranslate %}",
            {("Since %(day)s", None)},
        ),
        (
            "{% blocktranslate count n=days %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            {("%(n)s day", None), ("%(n)s days", None)},
        ),
        ('{% include "card.html" with title=_("Next step") only %}', {("Next step", None)}),
        ('{# {% translate "Gone" %} #}{% comment %}{% translate "Gone" %}{% endcomment %}', set()),
    ],
)
def test_sentences_are_found_in_templates(template, expected):
    assert set(messages.in_template(template)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from django.utils.translation import gettext as _\n_('Closed')", {("Closed", None)}),
        ("from django.utils.translation import gettext_lazy\nx = gettext_lazy('Closed')", {("Closed", None)}),
        ("from django.utils import translation\ntranslation.gettext('Closed')", {("Closed", None)}),
        (
            "from django.utils.translation import ngettext\nngettext('%(n)d day', '%(n)d days', n)",
            {("%(n)d day", None), ("%(n)d days", None)},
        ),
        ("from django.utils.translation import pgettext\npgettext('door', 'Open')", {("Open", "door")}),
        ("def _(x): return x\n_('not for people')", set()),
    ],
)
def test_sentences_are_found_in_modules(source, expected):
    assert set(messages.in_python(source)) == expected


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Closed"\nmsgstr ""\n',
        '#, fuzzy\nmsgid "Closed"\nmsgstr "Dicht"\n',
        'msgid "Since %(day)s"\nmsgstr "Sinds %(dag)s"\n',
    ],
)
def test_a_translation_that_is_not_whole_is_noticed(entry):
    assert messages.faults(read_po(io.BytesIO(entry.encode()), locale="nl"))
