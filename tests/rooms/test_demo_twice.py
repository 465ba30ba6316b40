from dijkwacht.cases.selectors import cases_listed, title_taken
from dijkwacht.cases.services import open_case
from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text


def test_a_story_is_known_to_be_loaded_though_its_case_is_not_public(db):
    desk = new_id()
    actor = Actor(ActorKind.PERSON, "desk", new_id(), desk)
    open_case(actor=actor, owner=desk, label=Label.AMBER_STRICT, title=Text("Stil", "Quiet"))
    assert cases_listed(PUBLIC) == ()
    assert title_taken("Stil")
    assert not title_taken("Iets anders")
