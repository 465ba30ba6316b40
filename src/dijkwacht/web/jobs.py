import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from dijkwacht.web import retention

_log = structlog.get_logger("dijkwacht.web")


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", name="web.rescue_jobs")
async def rescue_jobs(timestamp: int) -> None:  # noqa: ARG001 - periodic tasks are handed the time
    """Give jobs whose worker was killed back to the queue: they would stand as "doing" for ever."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
        _log.warning("job.rescued", job=job.id, task=job.task_name)


@app.periodic(cron="30 3 * * *")
@app.task(queue="upkeep", name="web.forget_what_is_old", queueing_lock="web.forget_what_is_old")
def forget_what_is_old(timestamp: int) -> None:  # noqa: ARG001 - periodic tasks are handed the time
    """Remove what has outlived its term; backups go when the next one is complete."""
    retention.run(timezone.now(), remove=True)
