"""Passwords: argon2id (RFC 9106) in a thread, one at a time.

A hash costs 64 MiB and some 50 ms of every core, on machines whose cores also carry calls. So they run off
the loop and one after the other: at the change of shifts logins queue, calls do not. An unknown agent costs
as much as a known one, by a decoy: a hash of the right form that belongs to no password.
"""

import asyncio
import base64
import hashlib
import secrets
from dataclasses import dataclass

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher


@dataclass(frozen=True)
class Argon2Cost:
    """RFC 9106 §4, the second recommended option."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


class Passwords:
    """Makes and checks password hashes."""

    def __init__(self, cost: Argon2Cost | None = None) -> None:
        cost = cost or Argon2Cost()
        hasher = Argon2Hasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)
        self._hash = PasswordHash((hasher,))
        self._decoy = _decoy(cost)
        self._turn = asyncio.Semaphore(1)

    async def hash(self, password: str) -> str:
        """Hash a password in PHC string format."""
        async with self._turn:
            return await asyncio.to_thread(self._hash.hash, password)

    async def match(self, password: str, hashed: str | None) -> bool:
        """Check a password; None (nobody has that name) costs the same and never matches."""
        async with self._turn:
            return await asyncio.to_thread(self._hash.verify, password, hashed or self._decoy)


def sip_ha1(agent: str, realm: str, password: str) -> str:
    """H(A1) for a phone's digest authentication with MD5 (RFC 7616 §3.4.2), hexadecimal."""
    return hashlib.md5(f"{agent}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()


def _decoy(cost: Argon2Cost) -> str:
    salt, digest = (base64.b64encode(secrets.token_bytes(n)).decode().rstrip("=") for n in (16, 32))
    return f"$argon2id$v=19$m={cost.memory_kib},t={cost.passes},p={cost.lanes}${salt}${digest}"
