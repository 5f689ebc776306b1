"""Logs: constant event names plus fields, one JSON object a line on stderr; on a terminal the same, readable.

Personal data stands only under keys that begin `pii_`, and of these only the last two characters are written. Call
`configure_logs` once, at the start of a process; whoever deals with one case binds `case_id` with
`structlog.contextvars.bind_contextvars`.
"""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SHOWN_CHARACTERS = 2


def mask_personal_data(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Leave of every `pii_` value its last two characters."""
    for key in [key for key in entry if key.startswith("pii_")]:
        value = str(entry[key])
        entry[key] = (
            "*" * max(len(value) - SHOWN_CHARACTERS, SHOWN_CHARACTERS) + value[SHOWN_CHARACTERS:][-SHOWN_CHARACTERS:]
        )
    return entry


def configure_logs(process: str) -> None:
    """Set structlog up for this process and bind its name."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            mask_personal_data,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_rendering(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def _rendering() -> list[Processor]:
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
