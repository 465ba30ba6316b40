"""Background work: fetch from providers, read a large file, judge a version that came without a validator's word."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from dijkwacht.advisories.adapters.outside import outside
from dijkwacht.advisories.adapters.validator import ValidatorFailed, validate
from dijkwacht.advisories.domain.validation import Preset
from dijkwacht.advisories.services import Running, fetch_provider, mark_judgement, providers_due
from dijkwacht.advisories.services import judge_revision as judge
from dijkwacht.advisories.services import read_intake as read

EVERY: Final = timedelta(hours=1)
_log = structlog.get_logger("dijkwacht.advisories")


@app.task(queue="advisories", name="advisories.read_intake")
def read_intake(intake: str) -> None:
    """Read the waiting file with this public id."""
    received = read(intake=UUID(intake), validate=validate)
    _log.info("advisory.intake_read", intake=intake, state=received.state)


@app.task(queue="advisories", name="advisories.judge_revision")
def judge_revision(revision: str, preset: str = Preset.BASIC.value) -> None:
    """Judge the version with this public id; a validator that stops leaves it as it was, and says so where asked."""
    row, tests = UUID(revision), Preset(preset)
    mark_judgement(revision=row, preset=tests, state="begun")
    try:
        judge(revision=row, validate=validate, preset=tests)
    except ValidatorFailed:
        mark_judgement(revision=row, preset=tests, state="stopped")
        _log.warning("advisory.not_judged", revision=revision)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="advisories", name="advisories.fetch_due", queueing_lock="advisories.fetch_due")
def fetch_due(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Fetch from every provider whose last run is an hour ago."""
    for provider, owner in providers_due(timezone.now(), EVERY):
        _fetch(provider, owner)


@app.task(queue="advisories", name="advisories.fetch_provider")
def fetch_one(provider: str, owner: str) -> None:
    """Fetch from one provider now."""
    _fetch(UUID(provider), UUID(owner))


def _fetch(provider: UUID, owner: UUID) -> None:
    with outside() as reached:
        try:
            outcome = fetch_provider(provider=provider, owner=owner, outside=reached, validate=validate)
        except Running:
            return
    _log.info("provider.fetched", provider=str(provider), taken=outcome.taken, stopped=bool(outcome.error))
