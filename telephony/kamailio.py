"""Kamailio in front: its configuration, who may register, and which workers take calls.

Kamailio is registrar, proxy and dispatcher; no rule of the hotline lives in it. Everything it reads lies in
one folder (`run_dir`), is written from here, and is put in place by a rename, so that it is read whole or not
at all:

* `kamailio.cfg`, from the template beside this module: rules fixed at start;
* `dispatcher.list`, the workers: read again on command (`update_workers`);
* `dbtext/subscriber`, HA1 per phone (RFC 2617 §3.2.2.2): read again when its modification time has grown by a
  whole second, hence `write_subscribers` moves that time on even when two edits fall into one second.

Addresses are IPv4 and literal: nothing here asks a name server. Phones may come over TLS, workers never do: they are on
the same machine.
"""

import hashlib
import ipaddress
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import jinja2

from telephony.registrar import Registrar

SIP_PORT = 5060
LOG_LEVELS = {"error": -1, "warning": 0, "notice": 1, "info": 2, "debug": 3}
LONGEST_SOCKET_PATH = 107
"""Bytes of a Unix socket's path on Linux (`sun_path`, less its closing zero)."""

_WORD = re.compile(r"[A-Za-z0-9_.\-]+")
_NUMBER = re.compile(r"\+?[0-9*#]+")
_SYSTEM_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin"


class Worker(NamedTuple):
    """A call worker that takes calls."""

    id: str
    """Unique for every process ever started, such as `w3-5f2a`."""
    sip: str
    """`host:port` it listens at, UDP."""


@dataclass(frozen=True, kw_only=True)
class FrontSettings:
    """What the front is told at its start; an impossible value raises ValueError that names it."""

    run_dir: Path
    """Folder of its own for everything that it reads and writes; made if missing."""
    address: str = "127.0.0.1"
    """Where trunk, phones and workers reach it; never 0.0.0.0, since Record-Route carries it."""
    port: int = SIP_PORT
    tls_port: int | None = None
    """TCP port for phones and trunk that speak TLS 1.2 or newer (RFC 3261 §26.3.1); None: none do."""
    tls_certificate: Path | None = None
    """PEM file: the server's certificate, then those that vouch for it."""
    tls_key: Path | None = None
    """PEM file with its private key, unencrypted."""
    realm: str = "lingting"
    """Digest realm; every HA1 depends on it."""
    hotline_numbers: tuple[str, ...] = ("12345",)
    trunk_addresses: tuple[str, ...] = ()
    """Addresses (`10.1.2.3`) or networks (`10.1.2.0/28`) that calls for the hotline come from."""
    trunk_uri: str | None = None
    """`sip:host:port` that takes outbound calls; None: there are none."""
    workers: tuple[Worker, ...] = ()
    log_level: str = "warning"
    children: int = 4
    """Processes that read from the SIP socket."""
    registration_s: int = 60
    """Longest life of a registration: after that a dead phone counts as gone."""
    ping_s: int = 2
    """Every worker is sent OPTIONS this often; one that misses two gets no calls until it answers."""
    worker_silence_ms: int = 1000
    """A worker that has not answered an INVITE at all is passed over after this long."""
    worker_ring_ms: int = 4000
    """A worker that rings is passed over after this long; it refuses by itself after 3 s (docs/wire.md)."""
    phone_silence_ms: int = 5000
    """A phone or trunk that has not answered at all: 408."""
    ring_ms: int = 120_000
    """A phone or trunk that only rings: 408. The switchboard's own ring time-out comes first."""

    def __post_init__(self) -> None:
        _check_address(self.address)
        _check_port(self.port, "port")
        _check_words("realm", self.realm)
        _check_words("hotline_numbers", *self.hotline_numbers, pattern=_NUMBER)
        _check_trunk(self)
        _check_words("workers", *(worker.id for worker in self.workers))
        if self.log_level not in LOG_LEVELS:
            raise ValueError(f"log_level: {self.log_level!r} is not one of {', '.join(LOG_LEVELS)}")
        _check_socket_path(self.rpc_socket)
        _check_tls(self)

    @property
    def config_path(self) -> Path:
        """The configuration that `write_config` writes."""
        return self.run_dir.resolve() / "kamailio.cfg"

    @property
    def rpc_socket(self) -> Path:
        """The Unix datagram socket for `telephony.registrar.Registrar`."""
        return rpc_socket(self.run_dir)


def rpc_socket(run_dir: Path) -> Path:
    """Where a Kamailio with this run folder listens for JSON-RPC."""
    return run_dir.resolve() / "kamailio.sock"


def write_config(settings: FrontSettings) -> Path:
    """Write configuration and worker list, and an empty subscriber table if there is none."""
    settings.run_dir.mkdir(parents=True, exist_ok=True)
    write_workers(settings.run_dir, settings.workers)
    if not _subscriber_table(settings.run_dir).exists():
        write_subscribers(settings.run_dir, settings.realm, ())
    _put(settings.config_path, _render(settings), mode=0o600)
    return settings.config_path


def write_workers(run_dir: Path, workers: Iterable[Worker]) -> None:
    """Write the worker list without telling Kamailio: for the time before its start."""
    _put(run_dir / "dispatcher.list", "".join(_dispatcher_line(worker) for worker in workers))


async def update_workers(run_dir: Path, workers: Iterable[Worker]) -> None:
    """Replace the worker list and have it read at once.

    Raises:
        FrontAwayError: Kamailio does not answer; the list is written and is read at its next start.
    """
    write_workers(run_dir, workers)
    async with Registrar(rpc_socket(run_dir)) as registrar:
        await registrar.reload_workers()


def write_subscribers(run_dir: Path, realm: str, subscribers: Iterable[tuple[str, str]]) -> None:
    """Replace the phones that may register by `(user, ha1)` pairs; holds from the next REGISTER on.

    Raises:
        ValueError: a user, the realm or an HA1 that the table cannot carry.
    """
    rows = [_subscriber_line(user, realm, digest) for user, digest in subscribers]
    table = _subscriber_table(run_dir)
    table.parent.mkdir(parents=True, exist_ok=True)
    before = table.stat().st_mtime if table.exists() else 0.0
    _put(table, "username(str) domain(str) ha1(str)\n" + "".join(rows), mode=0o600, newer_than=before)


def ha1(user: str, realm: str, password: str) -> str:
    """MD5 of `user:realm:password` in hex (RFC 2617 §3.2.2.2); guard it like the password itself."""
    return hashlib.md5(f"{user}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()


def find_kamailio() -> Path | None:
    """The installed `kamailio`, also where PATH lacks the system folders; None when there is none."""
    found = shutil.which("kamailio") or shutil.which("kamailio", path=_SYSTEM_FOLDERS)
    return Path(found) if found else None


def find_tls_module() -> Path | None:
    """Kamailio's TLS module, a Debian package of its own; None when it is not installed."""
    return next(Path("/usr/lib").glob("*/kamailio/modules/tls.so"), None)


def command_line(settings: FrontSettings) -> list[str]:
    """The command that runs it in the foreground, as any user, with logs on stderr and 64 MB for calls.

    It starts children of its own: run it as leader of a process group and, after a kill -9, end the group.

    Raises:
        FileNotFoundError: no Kamailio on this machine.
    """
    binary = find_kamailio()
    if binary is None:
        raise FileNotFoundError("kamailio is not installed: apt-get install kamailio, or run with --direct")
    folder = str(settings.run_dir.resolve())
    pid_file = f"{folder}/kamailio.pid"
    files = ["-f", str(settings.config_path), "-w", folder, "-Y", folder, "-P", pid_file]
    return [str(binary), "-DD", "-E", "-m", "64", "-M", "8", *files]


def _render(settings: FrontSettings) -> str:
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    # The output is no HTML, and FrontSettings lets nothing pass that could end a string.
    environment = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701
    host, port = _host_port(settings.trunk_uri.removeprefix("sip:")) if settings.trunk_uri else ("", 0)
    return environment.get_template("kamailio.cfg.j2").render(
        front=settings,
        run_dir=settings.run_dir.resolve(),
        debug=LOG_LEVELS[settings.log_level],
        hotline=" || ".join(f'$rU == "{number}"' for number in settings.hotline_numbers),
        trunk=" || ".join(f"src_ip == {address}" for address in settings.trunk_addresses),
        trunk_host=host,
        trunk_port=port,
    )


def _dispatcher_line(worker: Worker) -> str:
    _check_words("workers", worker.id)
    host, port = _host_port(worker.sip)
    return f"1 sip:{host}:{port} 0 0 duid={worker.id}\n"


def _subscriber_line(user: str, realm: str, digest: str) -> str:
    _check_words("subscriber", user, realm)
    if not re.fullmatch(r"[0-9a-f]{32}", digest):
        raise ValueError(f"subscriber: HA1 of {user} must be 32 hex digits, as ha1() gives them")
    return f"{user}:{realm}:{digest}\n"


def _subscriber_table(run_dir: Path) -> Path:
    return run_dir / "dbtext" / "subscriber"


def _put(path: Path, text: str, *, mode: int = 0o644, newer_than: float | None = None) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
        os.fchmod(file.fileno(), mode)
    if newer_than is not None:
        stamp = max(int(Path(file.name).stat().st_mtime), int(newer_than) + 1)
        os.utime(file.name, (stamp, stamp))
    Path(file.name).replace(path)


def _host_port(sip: str) -> tuple[str, int]:
    host, _, port = sip.partition(":")
    _check_address(host)
    number = int(port) if port.isdigit() else SIP_PORT if not port else 0
    _check_port(number, sip)
    return host, number


def _check_address(address: str) -> None:
    try:
        unspecified = ipaddress.IPv4Address(address).is_unspecified
    except ValueError as error:
        raise ValueError(f"address: {address!r} is not an IPv4 address") from error
    if unspecified:
        raise ValueError("address: 0.0.0.0 leads nowhere; give the address that phones and trunk use")


def _check_port(port: int, name: str) -> None:
    if not 0 < port < 1 << 16:
        raise ValueError(f"{name}: a port is between 1 and 65535")


def _check_words(name: str, *words: str, pattern: re.Pattern[str] = _WORD) -> None:
    for word in words:
        if not pattern.fullmatch(word):
            raise ValueError(f"{name}: {word!r} may hold only what {pattern.pattern} allows")


def _check_trunk(settings: FrontSettings) -> None:
    if not settings.hotline_numbers:
        raise ValueError("hotline_numbers: at least one number")
    for address in settings.trunk_addresses:
        try:
            ipaddress.IPv4Network(address)
        except ValueError as error:
            raise ValueError(f"trunk_addresses: {address!r} is no IPv4 network ({error})") from error
    if settings.trunk_uri is not None:
        if not settings.trunk_uri.startswith("sip:"):
            raise ValueError(f"trunk_uri: {settings.trunk_uri!r} must be sip:<address>:<port>")
        _host_port(settings.trunk_uri.removeprefix("sip:"))


def _check_tls(settings: FrontSettings) -> None:
    if settings.tls_port is None:
        return
    _check_port(settings.tls_port, "tls_port")
    for name, file in (("tls_certificate", settings.tls_certificate), ("tls_key", settings.tls_key)):
        if file is None or '"' in str(file):
            raise ValueError(f"{name}: tls_port needs the path of a PEM file, without quotes")


def _check_socket_path(path: Path) -> None:
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH or '"' in str(path):
        raise ValueError(f"run_dir: {path} holds a quote or more than {LONGEST_SOCKET_PATH} bytes")
