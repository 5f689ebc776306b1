"""Who a softphone is, and where it lives."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path

SRTP = ("off", "optional", "mandatory")
"""Encrypted sound (RFC 3711, keys by RFC 4568): never; when the peer can; or no call without it."""

PASSWORD_VARIABLE = "SOFTPHONE_PASSWORD"  # noqa: S105  # a name
"""The environment variable that a softphone's process has its password from."""


@dataclass(frozen=True, kw_only=True)
class SoftphoneSettings:
    """One phone; an impossible value raises ValueError that names it. Without a registrar anybody may call it."""

    user: str
    password: str = ""
    registrar: str | None = None
    """`sip:<IPv4 address>[:port]`; numbers are dialled there, and calls are taken from that address only."""
    tls: bool = False
    """Reach the registrar over TLS 1.2 (RFC 3261 §26.3)."""
    ca: Path | None = None
    """PEM file with whom to trust, for TLS."""
    srtp: str = "off"
    address: str = "127.0.0.1"
    sip_port: int
    rtp_port: int
    """The first of 40."""
    auto_answer: bool = False
    answer_when_asked: bool = False
    """Pick up by itself only when the caller asks for it."""
    track: Path | None = None
    """Played into every call as it comes up."""
    record: Path | None = None
    sound: bool = False
    """Speak and listen through this machine's sound card."""

    def __post_init__(self) -> None:
        if self.srtp not in SRTP:
            raise ValueError(f"srtp: {self.srtp!r} is not one of {', '.join(SRTP)}")
        if self.registrar is not None:
            ipaddress.IPv4Address(self.server)
        if self.tls and (self.ca is None or self.registrar is None):
            raise ValueError("tls: needs a registrar and the file of a certificate to trust (ca)")

    def options(self) -> list[str]:
        """The command line of `telephony.softphone` that says the same, but for the password."""
        named = {name.replace("_", "-"): value for name, value in vars(self).items() if name != "password"}
        flags = [f"--{name}" for name, value in named.items() if value is True]
        return [*flags, *(f"--{name}={value}" for name, value in named.items() if not isinstance(value, bool | None))]

    @property
    def server(self) -> str:
        """The registrar's address, empty when there is none."""
        return self._host_port.partition(":")[0]

    @property
    def home(self) -> str:
        """`host:port` after the @ of this phone's own URI."""
        return self._host_port or f"{self.address}:{self.sip_port}"

    @property
    def transport(self) -> str:
        """What URIs at the registrar end with."""
        return ";transport=tls" if self.tls else ""

    @property
    def registrar_uri(self) -> str:
        """Where REGISTER goes."""
        return f"sip:{self._host_port}{self.transport}"

    def uri_of(self, to: str) -> str:
        """What to send an INVITE or REFER for: a number at the registrar, or a whole SIP URI.

        Raises:
            ValueError: a bare number, and no registrar.
        """
        if ":" in to:
            return to
        if self.registrar is None:
            raise ValueError("a bare number needs a registrar; dial sip:<number>@<address>:<port>")
        return f"sip:{to}@{self._host_port}{self.transport}"

    @property
    def _host_port(self) -> str:
        return (self.registrar or "").removeprefix("sip:")
