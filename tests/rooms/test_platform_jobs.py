from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import async_to_sync
from django.db import connection, connections

from dijkwacht.web.jobs import rescue_jobs


def status_of(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        return cursor.fetchone()[0]


def taken_by_a_worker(task: str, silent_for: str) -> int:
    """Return a job that a worker has begun, whose last sign of life is this old."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id",
            [silent_for],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
            " VALUES ('record', %s, 'todo', NULL) RETURNING id",
            [task],
        )
        (job,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job])
    return job


def rescue():
    """Give back stalled jobs, and close the connection of the thread that did it."""
    try:
        async_to_sync(rescue_jobs.func)(0)
    finally:
        connections.close_all()


def test_a_job_whose_worker_was_killed_is_given_back_and_one_at_work_is_left_alone(committed):
    left_behind = taken_by_a_worker("journal.give_day_head", "5 minutes")
    at_work = taken_by_a_worker("journal.give_day_head", "1 second")
    with ThreadPoolExecutor(1) as aside:  # a browser driven earlier leaves an event loop in this thread
        aside.submit(rescue).result()
    assert (status_of(left_behind), status_of(at_work)) == ("todo", "doing")
