"""Fetching a large file over HTTP so that a cut line costs nothing (RFC 9110 §14: Range, If-Range).

What has come lies in `<target>.part`, and beside it the server's name for that version of the file (its ETag or
date), so that pieces of two versions are never joined. A server that does not do ranges sends it all again.
"""

import re
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import httpx

ATTEMPTS = 5
_PAUSE_S = 1.0
_TIMEOUT_S = 30.0

Progress = Callable[[int, int | None], None]
"""(bytes that lie here, bytes in all if the server says so)"""


class DownloadError(Exception):
    """The file could not be had, and what to do about it."""


def download(url: str, target: Path, progress: Progress, *, pause_s: float = _PAUSE_S) -> None:
    """Fetch `url` into `target`, going on where an earlier run has stopped. Raises DownloadError."""
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(pause_s)
        if _try(url, part, progress):
            part.rename(target)
            _version_of(part).unlink(missing_ok=True)
            return
    have = part.stat().st_size if part.exists() else 0
    raise DownloadError(
        f"the connection to {httpx.URL(url).host} broke {ATTEMPTS} times; {have} bytes are kept: "
        "run the same command again, or fetch the file elsewhere and give it with --from FILE"
    )


def _try(url: str, part: Path, progress: Progress) -> bool:
    """One request; whether the file is whole now."""
    have = part.stat().st_size if part.exists() and _version_of(part).exists() else 0
    try:
        with httpx.stream(
            "GET", url, headers=_headers(part, have), follow_redirects=True, timeout=_TIMEOUT_S
        ) as response:
            if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                return _is_whole(response, part, have)
            if response.status_code not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
                raise DownloadError(f"{url} answered {response.status_code}: check the name, or use --from FILE")
            return _receive(response, part, progress)
    except httpx.TransportError:
        return False


def _headers(part: Path, have: int) -> dict[str, str]:
    plain = {"Accept-Encoding": "identity"}
    if not have:
        return plain
    return {**plain, "Range": f"bytes={have}-", "If-Range": _version_of(part).read_text()}


def _receive(response: httpx.Response, part: Path, progress: Progress) -> bool:
    """Write what comes behind what is there, or anew when the server begins anew."""
    goes_on = response.status_code == HTTPStatus.PARTIAL_CONTENT
    _remember_version(response, part)
    with part.open("ab" if goes_on else "wb") as file:
        total = _total(response, file.tell())
        progress(file.tell(), total)
        for piece in response.iter_raw():
            file.write(piece)
            progress(file.tell(), total)
        return total is None or file.tell() == total


def _total(response: httpx.Response, have: int) -> int | None:
    length = response.headers.get("Content-Length")
    return have + int(length) if length else None


def _is_whole(response: httpx.Response, part: Path, have: int) -> bool:
    """416: nothing is left to send (the part is whole), or the part fits nothing there and goes."""
    known = re.fullmatch(r"bytes \*/(\d+)", response.headers.get("Content-Range", ""))
    if known and int(known[1]) == have:
        return True
    part.unlink()
    return False


def _remember_version(response: httpx.Response, part: Path) -> None:
    """Keep a strong validator (RFC 9110 §13.1.5); without one the next run begins anew."""
    etag = response.headers.get("ETag", "")
    version = etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified")
    if version:
        _version_of(part).write_text(version)
    else:
        _version_of(part).unlink(missing_ok=True)


def _version_of(part: Path) -> Path:
    return part.with_name(part.name + ".version")
