"""What is told of every job; import it once Django is set up."""

from time import perf_counter

import structlog
from procrastinate import JobContext
from procrastinate.middleware import AsyncCallNext

from dijkwacht.web.metrics import count_job

_log = structlog.get_logger("dijkwacht.web")


async def told(run: AsyncCallNext, context: JobContext, _worker: object) -> object:
    """Count and log the end of each job by number and task; lines logged meanwhile carry the same number.

    The line "job.deferred" of the request that asked for it names that number beside the request's id.
    """
    job, task, begun = context.job.id, context.job.task_name, perf_counter()
    done = False
    with structlog.contextvars.bound_contextvars(job=job):
        try:
            answer = await run()
            done = True
        finally:
            count_job(task=task, done=done)
            _log.info("job", task=task, done=done, ms=round((perf_counter() - begun) * 1000, 1))
    return answer
