"""Background work: read a large file, judge a version that came without a validator's word."""

from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from dijkwacht.advisories.adapters.validator import ValidatorFailed, validate
from dijkwacht.advisories.services import judge_revision as judge
from dijkwacht.advisories.services import read_intake as read

_log = structlog.get_logger("dijkwacht.advisories")


@app.task(queue="advisories", name="advisories.read_intake")
def read_intake(intake: str) -> None:
    """Read the waiting file with this public id."""
    received = read(intake=UUID(intake), validate=validate)
    _log.info("advisory.intake_read", intake=intake, state=received.state)


@app.task(queue="advisories", name="advisories.judge_revision")
def judge_revision(revision: str) -> None:
    """Judge the version with this public id; a validator that stops leaves it unjudged."""
    try:
        judge(revision=UUID(revision), validate=validate)
    except ValidatorFailed:
        _log.warning("advisory.not_judged", revision=revision)
