"""Whether this machine can carry the hotline: Python, packages, Kamailio, ports, disk."""

import asyncio
import errno
import os
import shutil
import socket
import stat
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement

from lingting.findings import Finding, fail, ok, warn
from lingting.prepare import is_running
from lingting.settings import Settings, Voice
from telephony.kamailio import find_kamailio
from telephony.voice import CommandVoice, VoiceError

PYTHON = (3, 11)


def python(_settings: Settings) -> Iterator[Finding]:
    """The version that the packages are pinned for."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] == PYTHON:
        yield ok("python", found)
    else:
        yield fail("python", found, "make setup with Python 3.11")


def packages(_settings: Settings) -> Iterator[Finding]:
    """What pyproject.toml asks for is installed, extras left out."""
    asked = [Requirement(line) for line in requires("lingting") or ()]
    wanted = [each for each in asked if each.marker is None or each.marker.evaluate()]
    missing = [each.name for each in wanted if not _installed(each)]
    if missing:
        yield fail("packages", f"missing: {', '.join(missing)}", "make setup")
    else:
        yield ok("packages", f"all {len(wanted)} installed")


def kamailio(settings: Settings) -> Iterator[Finding]:
    """Registrar, proxy and dispatcher."""
    found = find_kamailio()
    if found:
        yield ok("kamailio", str(found))
    elif settings.direct.enabled:
        yield warn("kamailio", "not installed, one case at a time (direct)", "apt-get install kamailio")
    else:
        yield fail("kamailio", "not installed", "apt-get install kamailio, or start with --direct")


def folder(settings: Settings) -> Iterator[Finding]:
    """Recordings and case folders can be written, and are read by nobody else."""
    where = _nearest(settings.var_dir)
    if not (where.is_dir() and os.access(where, os.W_OK | os.X_OK)):
        yield fail("var_dir", f"{where} cannot be written", "set var_dir, or chown it to the user that serves")
    elif where == settings.var_dir and where.stat().st_mode & stat.S_IRWXO:
        yield warn("var_dir", f"every user of this machine may look into {where}", f"chmod o= {where}")
    else:
        yield ok("var_dir", str(settings.var_dir))


def disk(settings: Settings) -> Iterator[Finding]:
    """There is room for recordings; without it the hotline runs and refuses calls."""
    free_mb = shutil.disk_usage(_nearest(settings.var_dir)).free >> 20
    if free_mb < settings.min_free_mb:
        yield fail(
            "disk", f"{free_mb} MB free, new calls get 503", f"free {settings.min_free_mb} MB, or set min_free_mb"
        )
    else:
        yield ok("disk", f"{free_mb} MB free for {settings.var_dir}")


def voice(settings: Settings) -> Iterator[Finding]:
    """Replies can be read to callers; without a voice they hear that there is one, as before."""
    if not settings.voice.command:
        yield ok("voice", "none is set, replies are not read out")
        return
    name = settings.voice.command[0]
    try:
        asyncio.run(_try_voice(settings.voice))
    except (VoiceError, OSError, TimeoutError) as error:
        reason = str(error) or f"{name} took longer than voice.patience_ms"
        yield warn("voice", f"{reason}; replies are not read out", "apt-get install espeak-ng, or set voice.command")
    else:
        yield ok("voice", name)


async def _try_voice(voice: Voice) -> None:
    with TemporaryDirectory() as scratch:
        async with asyncio.timeout(voice.patience_ms / 1_000):
            await CommandVoice(voice.command, voice.reads).speak("您好", Path(scratch) / "hello.wav")


def _nearest(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def ports(settings: Settings) -> Iterator[Finding]:
    """SIP, RTP and HTTP ports are free, or ours."""
    if is_running(settings.layout):
        yield ok("ports", "held by the hotline that runs here")
        return
    taken = [text for text in _attempts(settings) if text]
    if not taken:
        yield ok(
            "ports", f"SIP {settings.sip.address}:{settings.sip.port}, web {settings.web.host}:{settings.web.port}"
        )
    for text in taken:
        yield fail("ports", text, "end what holds it (ss -lnup, ss -lntp), or set another")


def _attempts(settings: Settings) -> Iterator[str]:
    sip, slots = settings.sip, settings.call_slots()
    yield _try("sip.port", sip.address, sip.port, socket.SOCK_DGRAM)
    if sip.tls_port is not None and not settings.direct.enabled:
        yield _try("sip.tls_port", sip.address, sip.tls_port, socket.SOCK_STREAM)
    yield _try("web.port", settings.web.host, settings.web.port, socket.SOCK_STREAM)
    if not settings.direct.enabled:
        for port in slots.sip_ports:
            yield _try("sip.worker_ports_from", sip.address, port, socket.SOCK_DGRAM)
    yield _try("sip.rtp_ports_from", sip.address, slots.rtp_ports.start, socket.SOCK_DGRAM)


def _try(key: str, host: str, port: int, kind: socket.SocketKind) -> str:
    """Empty when this process could listen there."""
    with socket.socket(socket.AF_INET, kind) as attempt:
        if kind is socket.SOCK_STREAM:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            return f"{key} {host}:{port}: {_REASONS.get(error.errno or 0, error.strerror)}"
    return ""


_REASONS = {
    errno.EADDRINUSE: "another program holds it",
    errno.EADDRNOTAVAIL: "this machine has no such address",
    errno.EACCES: "only root may use it",
}


def _installed(requirement: Requirement) -> bool:
    try:
        return requirement.specifier.contains(version(requirement.name), prereleases=True)
    except PackageNotFoundError:
        return False
