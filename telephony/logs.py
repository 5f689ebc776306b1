"""A worker's log: JSON lines on standard error, personal data only under keys that begin `pii_`, and these masked."""

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

SHOWN_DIGITS = 2


def mask_personal_data(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Leave of every `pii_` value its last two characters."""
    for key in [key for key in entry if key.startswith("pii_")]:
        value = str(entry[key])
        entry[key] = "*" * max(0, len(value) - SHOWN_DIGITS) + value[-SHOWN_DIGITS:]
    return entry


def configure_logs(worker: str) -> None:
    """Set structlog up for this process and bind the worker's id."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            mask_personal_data,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(worker=worker)
