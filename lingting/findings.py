"""One finding of `lingting check`: what was looked at, what was found, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: `fail` keeps the hotline from working, `warn` from working as a city needs it."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """A line of the report; `remedy` is empty when all is well."""

    level: Level
    subject: str
    detail: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.subject}: {self.detail}" + (f"; {self.remedy}" if self.remedy else "")


def ok(subject: str, detail: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, subject, detail)


def warn(subject: str, detail: str, remedy: str) -> Finding:
    """It works, but not as a city needs it."""
    return Finding(Level.WARN, subject, detail, remedy)


def fail(subject: str, detail: str, remedy: str) -> Finding:
    """It does not work."""
    return Finding(Level.FAIL, subject, detail, remedy)
