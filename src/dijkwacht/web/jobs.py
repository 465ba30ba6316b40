import structlog
from procrastinate.contrib.django import app

_log = structlog.get_logger("dijkwacht.web")


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", name="web.rescue_jobs")
async def rescue_jobs(timestamp: int) -> None:  # noqa: ARG001 - periodic tasks are handed the time
    """Give jobs whose worker was killed back to the queue: they would stand as "doing" for ever."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
        _log.warning("job.rescued", job=job.id, task=job.task_name)
