"""What it looks like from here when the database is away."""

import socket

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

OUTAGES = (DBAPIError, PoolTimeoutError, ConnectionError, TimeoutError, socket.gaierror)
"""Raised by reading and writing records that do not answer. The drivers have no narrower name in common."""
