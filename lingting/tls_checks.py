"""Whether phones can speak in private: Kamailio's TLS module, certificate and key, and where SRTP's keys travel."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lingting.findings import Finding, fail, ok, warn
from lingting.settings import Settings
from telephony.kamailio import find_tls_module
from telephony.tls_files import TlsFileError, valid_until

RENEW_BEFORE = timedelta(days=30)
RENEWAL = "renew it, then start again"


def tls(settings: Settings) -> Iterator[Finding]:
    """TLS at Kamailio, when it is on."""
    sip = settings.sip
    if sip.tls_port is not None and sip.tls_certificate is not None and sip.tls_key is not None:
        if find_tls_module() is None:
            yield fail("tls", "Kamailio has no TLS module", "apt-get install kamailio-tls-modules")
        yield _certificate(sip.tls_certificate, sip.tls_key)
    elif sip.srtp != "off":
        yield warn("srtp", "its keys can be read on the network", "set sip.tls_port for the phones")


def _certificate(certificate: Path, key: Path) -> Finding:
    try:
        until = valid_until(certificate, key)
    except TlsFileError as error:
        return fail("tls", str(error), "or leave out sip.tls_port")
    left = until - datetime.now(UTC)
    if left <= timedelta():
        return fail("tls", f"{certificate} expired on {until:%Y-%m-%d}", RENEWAL)
    if left < RENEW_BEFORE:
        return warn("tls", f"{certificate} expires on {until:%Y-%m-%d}", RENEWAL)
    return ok("tls", f"{certificate} until {until:%Y-%m-%d}")
