"""Queries and changes, one module a subject, each function in the caller's transaction.

They return rows of `models.tables` with what their docstring says loaded; anything else raises when touched,
so no query hides in an attribute. Lists are newest first and go on from the last row seen (`before`), so that
a page stays right while new rows come in above it.
"""

from models.repositories import (
    agents,
    articles,
    audit,
    calendar,
    call_backs,
    callers,
    cases,
    departments,
    directory,
    first_responders,
    flows,
    follow_ups,
    queues,
    repeats,
    retention,
    sessions,
    surge,
    ticket_clocks,
    ticket_files,
    ticket_lives,
    ticket_rules,
    ticket_watch,
    tickets,
)

__all__ = [
    "agents",
    "articles",
    "audit",
    "calendar",
    "call_backs",
    "callers",
    "cases",
    "departments",
    "directory",
    "first_responders",
    "flows",
    "follow_ups",
    "queues",
    "repeats",
    "retention",
    "sessions",
    "surge",
    "ticket_clocks",
    "ticket_files",
    "ticket_lives",
    "ticket_rules",
    "ticket_watch",
    "tickets",
]
