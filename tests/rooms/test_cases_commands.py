"""`dijkwacht case`: what an account sees is what the command line tells."""

import pytest
from typer.testing import CliRunner

from dijkwacht.cases.commands import NoDesk, app
from dijkwacht.cases.models import Case
from dijkwacht.kernel.errors import NotFound
from homes_cast import assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise():
    return assemble()


def run(*words):
    return CliRunner().invoke(app, [*map(str, words)])


def test_the_list_holds_what_the_account_may_see_and_nothing_for_the_public(exercise):
    assert run("list").output == ""
    own = run("list", "--account", exercise.account("Waterhoven").email)
    assert "Exercise NetScaler" in own.output
    assert str(exercise.case) in own.output


def test_a_case_is_shown_by_the_first_characters_of_its_id(exercise):
    email = exercise.account("cert", "desk").email
    shown = run("show", str(exercise.case)[:8], "--account", email)
    assert "Exploitation is known since" in shown.output
    assert "Hoogwaarden: Use: uses, Weakness: open, Outside access: open, Misuse: not looked" in shown.output
    assert "**" not in shown.output


def test_absent_and_not_yours_look_alike(exercise):
    for words in (("show", exercise.case), ("show", ""), ("list", "--account", "nobody@accounts.example")):
        assert isinstance(run(*words).exception, NotFound)


def test_a_desk_opens_a_case_and_nobody_else_does(exercise):
    titles = ("--title-nl", "Voorwaarschuwing", "--title-en", "Pre-warning")
    refused = run("open", *titles, "--account", exercise.account("Waterhoven").email)
    assert isinstance(refused.exception, NoDesk)
    opened = run("open", *titles, "--account", exercise.account("cert", "desk").email)
    assert opened.exit_code == 0
    assert Case.objects.get(title_en="Pre-warning").public_id.hex == opened.output.strip().replace("-", "")
