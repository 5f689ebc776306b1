"""What it looks like from here when the database is away."""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

OUTAGES = (DBAPIError, PoolTimeoutError, OSError)
"""Raised by reading and writing records that do not answer. The drivers have no narrower name in common.

A server's missing socket is a FileNotFoundError; so whoever reads files handles OSError on the spot.
"""
