"""Logs: one JSON object per line on stderr, ids only."""

import logging.config
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping

import structlog

Event = MutableMapping[str, object]


def place_of_error(_logger: object, _method: str, event: Event) -> Event:
    """Replace an error by its kinds and the lines it passed, without its message: that may quote what people typed."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_steps(error))
    return event


def _steps(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _steps(cause)
    yield f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__module__}.{type(error).__qualname__}"


def without_address(_logger: object, _method: str, event: Event) -> Event:
    """Cut the address, which may carry a token, from Django's line about a request that broke."""
    if event.get("logger") == "django.request":
        event["event"] = str(event.get("event", "")).partition(":")[0]
    return event


def deferred_jobs(_logger: object, _method: str, event: Event) -> Event:
    """Say by number which jobs a request asked for, in place of the queue's own line, which quotes their arguments."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord) and _defers(record):
        jobs = getattr(record, "jobs", [])
        event["event"] = "job.deferred"
        event["jobs"] = [job["id"] for job in jobs]
        event["task"] = ", ".join(sorted({job["task_name"] for job in jobs}))
    return event


def _defers(record: logging.LogRecord) -> bool:
    """Keep of the queue's lines on deferring only the one after it: the job has its number then."""
    return getattr(record, "action", "") == "jobs_deferred"


_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    place_of_error,
    without_address,
    deferred_jobs,
]


def configure(options: Mapping[str, str]) -> None:
    """Send every log line, ours and the libraries', as JSON to stderr from `options["level"]` upwards."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": _SHARED,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.JSONRenderer(ensure_ascii=False),
                    ],
                }
            },
            "filters": {"deferred": {"()": lambda: _defers}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": options["level"].upper()},
            # Django's own line for a 4xx carries the address, which may carry a token; the request line says enough.
            "loggers": {
                "django.request": {"level": "ERROR"},
                "django.security.DisallowedHost": {"level": "CRITICAL"},
                "procrastinate": {"level": "WARNING"},
                "procrastinate.jobs": {"level": "INFO", "filters": ["deferred"]},
                "axes": {"level": "ERROR"},
            },
        }
    )
