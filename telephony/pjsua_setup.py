"""pjsua2 set up the way that holds for a telephone exchange without a sound card: endpoint, account, players.

No threads of the library's own for SIP, no sound device (the null device's clock drives the bridge), no silence
suppression, a bridge of 16 kHz, and only the codecs that were asked for. Every dialog has a session timer (RFC 4028),
offered also to peers that do not know it, so that a dialog whose peer is gone ends some time. SRTP has its keys in the
SDP (SDES, RFC 4568), so they are as secret as the signalling.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pjsua2 as pj

from callflow.units import SAMPLE_RATE_HZ
from telephony import recording

RTP_PORTS = 40
SHORTEST_SESSION_S = 90
SRTP = {
    "off": pj.PJMEDIA_SRTP_DISABLED,
    "optional": pj.PJMEDIA_SRTP_OPTIONAL,
    "mandatory": pj.PJMEDIA_SRTP_MANDATORY,
}
"""What `PhoneSettings.srtp` may be. Mandatory refuses a plain peer with 488; optional offers both and takes either."""


@dataclass(frozen=True, kw_only=True)
class PhoneSettings:
    """Where a phone lives. `rtp_port` is the first of 40. `numbers` are those it may be called by; none: any.

    Raises:
        ValueError: `srtp` is none of `SRTP`, or `session_s` below the 90 s of RFC 4028 §5.
    """

    address: str
    sip_port: int
    rtp_port: int
    prompts: Path
    proxy: str | None = None
    numbers: tuple[str, ...] = ()
    codecs: tuple[str, ...] = ("PCMA/8000/1", "PCMU/8000/1", "G722/16000/1")
    srtp: str = "off"
    """`off`, `optional` or `mandatory`."""
    rtp_timeout_s: float = 30.0
    """A leg that should send sound and sends none for so long is ended; 0: never."""
    session_s: int = 600
    """A dialog that nobody has refreshed for so long is over (RFC 4028); a refresh is sent at half of it."""

    def __post_init__(self) -> None:
        if self.srtp not in SRTP:
            raise ValueError(f"srtp: {self.srtp!r} is not one of {', '.join(SRTP)}")
        if self.session_s < SHORTEST_SESSION_S:
            raise ValueError(f"session_s: {self.session_s} is less than {SHORTEST_SESSION_S}")


def with_status(status: int) -> Any:
    """An operation's parameter with this SIP status (0: the library's own choice)."""
    parameter = pj.CallOpParam(True)
    parameter.statusCode = status
    return parameter


ANSWER_BY_ITSELF = {
    "Answer-Mode": "Auto",
    "Call-Info": "<sip:lingting>;answer-after=0",
    "Alert-Info": "<sip:lingting>;info=alert-autoanswer",
}
"""How a phone is asked to pick up by itself: RFC 5373 §4, and the two headers that desk phones know instead."""


def headers(named: Mapping[str, str]) -> Any:
    """Headers for a request of ours."""
    vector = pj.SipHeaderVector()
    for name, value in named.items():
        header = pj.SipHeader()
        header.hName, header.hValue = name, value
        vector.append(header)
    return vector


def started_endpoint(settings: PhoneSettings) -> Any:
    """The library, started and listening on the SIP port."""
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.uaConfig.userAgent = "Lingting"
    config.medConfig.clockRate = SAMPLE_RATE_HZ
    config.medConfig.ecTailLen = 0
    config.medConfig.noVad = True
    config.medConfig.sndAutoCloseTime = -1
    config.logConfig.level = config.logConfig.consoleLevel = 1
    endpoint = pj.Endpoint()
    with _quiet():
        endpoint.libCreate()
        endpoint.libInit(config)
    transport = pj.TransportConfig()
    transport.port, transport.boundAddress = settings.sip_port, settings.address
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    prefer_codecs(endpoint, settings.codecs)
    return endpoint


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep off standard output what pjproject prints before it has heard of a log level."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def prefer_codecs(endpoint: Any, codecs: tuple[str, ...]) -> None:
    """Offer these codecs in this order and no other. Raises ValueError for one that the library does not have."""
    known = [codec.codecId for codec in endpoint.codecEnum2()]
    if missing := set(codecs) - set(known):
        raise ValueError(f"no such codec: {', '.join(sorted(missing))}; there are {', '.join(sorted(known))}")
    for codec in known:
        endpoint.codecSetPriority(codec, 255 - codecs.index(codec) if codec in codecs else 0)


def invitation(settings: PhoneSettings, display_number: str, *, answer_by_itself: bool) -> Any:
    """What goes into an INVITE besides its target: who calls, and whether the phone is asked to pick up by itself."""
    options = pj.CallOpParam(True)
    options.txOption.localUri = f"<sip:{display_number}@{settings.address}:{settings.sip_port}>"
    if answer_by_itself:
        options.txOption.headers = headers(ANSWER_BY_ITSELF)
    return options


def account_config(settings: PhoneSettings, shown: str = "lingting") -> Any:
    """An account that registers nowhere and sends everything through the proxy when there is one.

    Parties that the library calls by itself (REFER) see `shown` as the caller.
    """
    config = pj.AccountConfig()
    config.idUri = f"sip:{shown}@{settings.address}:{settings.sip_port}"
    if settings.proxy:
        config.sipConfig.proxies = pj.StringVector([f"{settings.proxy};lr"])
    config.callConfig.timerUse = pj.PJSUA_SIP_TIMER_ALWAYS
    config.callConfig.timerMinSESec, config.callConfig.timerSessExpiresSec = SHORTEST_SESSION_S, settings.session_s
    config.mediaConfig.srtpUse, config.mediaConfig.srtpSecureSignaling = SRTP[settings.srtp], 0
    config.mediaConfig.srtpOpt.keyings = pj.IntVector([pj.PJMEDIA_SRTP_KEYING_SDES])
    media = config.mediaConfig.transportConfig
    media.port, media.portRange, media.boundAddress = settings.rtp_port, RTP_PORTS - 2, settings.address
    return config


def looped_player(file: Path) -> Any:
    """A player that begins again at its end. Raises FileNotFoundError when there is no such file."""
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing: see `lingting prompts check`")
    player = pj.AudioMediaPlayer()
    player.createPlayer(str(file), 0)
    return player


def silent_player() -> Any:
    """A looped second of silence: a recorder with nothing connected writes nothing, and all after the gap is early."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "silence.wav"
        file.write_bytes(recording.header(2 * SAMPLE_RATE_HZ) + bytes(2 * SAMPLE_RATE_HZ))
        return looped_player(file)
