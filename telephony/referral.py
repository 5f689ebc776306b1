"""Whom a phone may have called by REFER: a number behind the same front, and nothing more than that.

Refer-To (RFC 3515 §2.1) is a whole URI, and the library would dial all of it: a foreign host, a method, or headers for
the new INVITE, among them a Replaces (RFC 3891) that takes over a call which the phone made outside of the case.
Such a consultation is neither recorded nor shown, and no phone of ours may write headers into our INVITEs. So what is
let through is `sip:<number>@<front>`, with at most the parameters that change nothing; the rest is declined.
"""

import re

SIP_PORT = 5060

_ADDRESS = re.compile(r'\s*(?:(?:"(?:[^"\\]|\\.)*"\s*|[^<>"]*)<([^<>]*)>\s*(?:;.*)?|([^<>\s;]*)\s*)', re.DOTALL)
_URI = re.compile(r"sip:([0-9A-Za-z*#+._-]{1,32})@([0-9A-Za-z.-]+)(?::([0-9]{1,5}))?((?:;[^;?]*)*)", re.IGNORECASE)
_HARMLESS = {"", "user=phone", "transport=udp"}


def referred_to(refer_to: str, front: str | None) -> str | None:
    """The number that a Refer-To header's value names, or None when it is not to be called.

    `front` is `sip:host:port`, where all our calls go; without one nobody can be called for a phone.
    """
    address = _ADDRESS.fullmatch(refer_to)
    uri = _URI.fullmatch(address[1] or address[2] or "") if address else None
    if uri is None or front is None:
        return None
    user, host, port, parameters = uri.groups()
    is_harmless = all(parameter.lower() in _HARMLESS for parameter in parameters.split(";"))
    return user if is_harmless and (host.lower(), int(port or SIP_PORT)) == _host_port(front) else None


def _host_port(front: str) -> tuple[str, int]:
    host, _, port = front.removeprefix("sip:").partition(":")
    return host.lower(), int(port or SIP_PORT)
