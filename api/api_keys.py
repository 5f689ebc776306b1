"""Keys of programs: made here, shown once, kept as a hash."""

import hashlib
import secrets
from enum import StrEnum

PREFIX = "lt_"


class Scope(StrEnum):
    """What a program may do with its key."""

    REQUESTS = "requests"
    """Send citizens' requests."""


def new_key() -> str:
    """A key that nobody can guess: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()
