"""A softphone's endpoint and account at pjsua2: UDP always, TLS to the registrar and SRTP when they are set."""

from pathlib import Path
from typing import Any

import pjsua2 as pj

from telephony.pjsua_setup import PhoneSettings, account_config, started_endpoint
from telephony.softphone_settings import SoftphoneSettings

REGISTRATION_S = 60
TRY_AGAIN_S = 5


def endpoint_of(settings: SoftphoneSettings) -> Any:
    """The library, started and listening. Raises FileNotFoundError when the file of whom to trust is missing."""
    endpoint = started_endpoint(_where(settings))
    if settings.tls and settings.ca is not None:
        endpoint.transportCreate(pj.PJSIP_TRANSPORT_TLS, _tls(settings.ca, settings.address))
    return endpoint


def _tls(ca: Path, address: str) -> Any:
    if not ca.is_file():
        raise FileNotFoundError(f"{ca}: no such file; it should hold the certificate to trust, in PEM")
    transport = pj.TransportConfig()
    transport.boundAddress = address
    transport.tlsConfig.proto = pj.PJ_SSL_SOCK_PROTO_TLS1_2
    transport.tlsConfig.CaListFile = str(ca)
    transport.tlsConfig.verifyServer = True
    return transport


def account_of(settings: SoftphoneSettings) -> Any:
    """The account: registered when there is a registrar."""
    config = account_config(_where(settings))
    config.idUri = f"sip:{settings.user}@{settings.home}"
    if settings.registrar:
        config.regConfig.registrarUri = settings.registrar_uri
        config.regConfig.timeoutSec = REGISTRATION_S
        config.regConfig.retryIntervalSec = config.regConfig.firstRetryIntervalSec = TRY_AGAIN_S
        credentials = pj.AuthCredInfo("digest", "*", settings.user, 0, settings.password)
        config.sipConfig.authCreds.append(credentials)
    return config


def _where(settings: SoftphoneSettings) -> PhoneSettings:
    return PhoneSettings(
        address=settings.address,
        sip_port=settings.sip_port,
        rtp_port=settings.rtp_port,
        prompts=Path(),
        srtp=settings.srtp,
    )
