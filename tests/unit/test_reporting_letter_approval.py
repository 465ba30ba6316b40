"""Who signs, who may send, and what changed between two versions."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from dijkwacht.disclosure.domain import Audience
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.approval import MAYOR, SECRETARY, Approved, default_chain, may_approve, may_send
from dijkwacht.reporting.domain.comparing import compared, kept_lines
from dijkwacht.reporting.domain.draft import Chapter, Draft, Line
from dijkwacht.reporting.domain.sentence import Sentence

ONE, OTHER = uuid4(), uuid4()
CHAIN = (SECRETARY, MAYOR)


@pytest.mark.parametrize(
    ("given", "office", "account", "roles", "answer"),
    [
        ([], "secretary", ONE, [Role.DIRECTOR], "yes"),
        ([], "mayor", ONE, [Role.CLERK], "deputy"),
        ([], "mayor", ONE, [Role.CISO], "no-role"),
        ([], "king", ONE, [Role.DIRECTOR], "not-in-chain"),
        ([Approved("secretary", ONE)], "secretary", OTHER, [Role.DIRECTOR], "already"),
        ([Approved("secretary", ONE)], "mayor", ONE, [Role.DIRECTOR], "same-person"),
        ([Approved("secretary", ONE)], "mayor", OTHER, [Role.DIRECTOR], "yes"),
    ],
)
def test_two_offices_are_two_people_and_deputies_are_named(given, office, account, roles, answer):
    assert may_approve(CHAIN, given, office, account, roles).answer == answer


def test_nothing_leaves_before_the_whole_chain_approved():
    waiting = may_send(CHAIN, [Approved("secretary", ONE)])
    assert waiting.answer == "unapproved"
    assert [reason.text.nl for reason in waiting.reasons] == ["wacht op: burgemeester"]
    assert may_send(CHAIN, [Approved("secretary", ONE), Approved("mayor", OTHER)]).answer == "yes"
    assert may_send(CHAIN, [Approved("secretary", ONE), Approved("mayor", OTHER)], sent=True).answer == "sent"


def test_a_municipality_has_two_signatures_and_others_their_director():
    assert [one.office for one in default_chain(["municipality"])] == ["secretary", "mayor"]
    assert [one.office for one in default_chain(["hospital"])] == ["director"]


def draft(*chapters):
    listed = tuple(
        Chapter(Text(head, head), tuple(Line(Sentence(Text(nl, nl), (), key)) for key, nl in lines))
        for head, lines in chapters
    )
    at = datetime(2026, 2, 1, tzinfo=UTC)
    return Draft("council-letter", Text("Brief", "Letter"), ONE, "Polderdam", Audience.COUNCIL, at, listed)


OLD = draft(
    ("Herstel", [("fix", "niet vastgelegd"), ("closing", "dicht op 10 januari")]), ("Slot", [("as-of", "1 feb")])
)


def states(fresh):
    lines, new = compared(kept_lines(OLD), fresh)
    return [(one.line.template, one.state) for one in lines], [line.text.nl for line in new]


def test_the_same_facts_mark_nothing():
    assert states(OLD) == ([("fix", "same"), ("closing", "same"), ("as-of", "same")], [])


def test_a_sentence_that_reads_otherwise_is_changed_and_one_without_facts_is_gone():
    fresh = draft(("Herstel", [("fix", "hersteld op 12 januari")]), ("Slot", [("as-of", "2 feb")]))
    assert states(fresh) == ([("fix", "changed"), ("closing", "gone"), ("as-of", "same")], [])


def test_a_new_chapter_is_new_and_moves_no_other():
    fresh = draft(
        ("Aanleiding", [("trigger", "de krant")]),
        ("Herstel", [("fix", "niet vastgelegd"), ("closing", "dicht op 10 januari")]),
        ("Slot", [("as-of", "1 feb")]),
    )
    assert states(fresh) == ([("fix", "same"), ("closing", "same"), ("as-of", "same")], ["de krant"])


def test_a_sentence_that_may_no_longer_be_told_is_changed():
    chapter = OLD.chapters[0]
    withheld = replace(chapter, lines=(replace(chapter.lines[0], told=False), chapter.lines[1]))
    assert states(replace(OLD, chapters=(withheld, OLD.chapters[1])))[0][0] == ("fix", "changed")
