"""The command `dijkwacht demo`: load what is not loaded yet, say with which accounts one may act."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from dijkwacht.cases.selectors import title_taken
from dijkwacht.journal.services import sequence_once
from dijkwacht.organisations.services import ensure_sectors
from dijkwacht.web.demo.exercise import load_exercise
from dijkwacht.web.demo.exercise_accounts import listed
from dijkwacht.web.demo.exercise_files import part, read_exercise
from dijkwacht.web.demo.recorded import replay
from dijkwacht.web.demo.story import Story, read_story

RECORDED = ("citrix-2020.yml", "citrix-2025.yml")


def load(
    folder: Annotated[Path, typer.Option("--from", help="The folder with the story files.")] = Path("demo"),
) -> None:
    """Load the recorded crises and the exercise; what is there already stays as it is."""
    ensure_sectors()
    for name in RECORDED:
        _load_recorded(read_story(folder / name))
    _load_exercise(folder / "exercise")
    while sequence_once():
        pass


def _load_exercise(folder: Path) -> None:
    exercise = read_exercise(folder, timezone.now())
    title = str(part(exercise.story, "case")["title_nl"])
    if title_taken(title):
        sys.stderr.write(f"{title}: already here.\n")
    else:
        loaded = load_exercise(exercise)
        sys.stderr.write(f"{title}: {loaded.responses} organisations, {loaded.entries} facts.\n")
    if settings.DEMO:
        sys.stderr.write(listed(exercise))


def _load_recorded(story: Story) -> None:
    if title_taken(str(story.case["title_nl"])):
        sys.stderr.write(f"{story.case['title_nl']}: already here.\n")
        return
    made = replay(story)
    sys.stderr.write(f"{story.case['title_nl']}: {len(made.responses)} organisations, {len(story.timeline)} facts.\n")


app = typer.Typer(add_completion=False)
app.command()(load)
