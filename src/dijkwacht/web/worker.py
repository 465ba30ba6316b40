"""Background work as a child of `dijkwacht serve`: python -m dijkwacht.web.worker."""

import os
import signal
import sys
import threading

import django
from django.conf import settings
from django.utils.module_loading import autodiscover_modules, import_string
from procrastinate.contrib.django import procrastinate_app
from procrastinate.contrib.django.django_connector import DjangoConnector

from dijkwacht.web.lifeline import end_with_parent


def main(metrics: int | None = None) -> int:
    """Run jobs, and the journal's sequencer in a thread beside them, until SIGTERM; 1 when the sequencer broke.

    Its figures are at port `metrics` of this machine alone.
    """
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dijkwacht.web.settings")
    django.setup()
    autodiscover_modules("jobs")
    if metrics is not None:
        import_string("dijkwacht.web.metrics.listen")(metrics)
    stop, broken = threading.Event(), threading.Event()
    sequencer = threading.Thread(target=_sequence, args=(stop, broken), name="sequencer", daemon=True)
    sequencer.start()
    told = import_string("dijkwacht.web.working.told")
    connector = DjangoConnector(alias="default").get_worker_connector()
    with procrastinate_app.current_app.replace_connector(connector) as workers_app:
        workers_app.run_worker(
            name="worker", delete_jobs="successful", shutdown_graceful_timeout=10, worker_middleware=[told]
        )
    stop.set()
    sequencer.join(timeout=5)
    return int(broken.is_set())


def _sequence(stop: threading.Event, broken: threading.Event) -> None:
    """Run the sequencer; when it ends unasked, end the process: the parent starts both anew."""
    try:
        import_string(settings.SEQUENCER)(stop)
    finally:
        if not stop.is_set():
            broken.set()
            os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
