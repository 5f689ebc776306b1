"""What a softphone is told and what it tells: one JSON object a line, on its standard input and output.

`at` is wall time in milliseconds since 1970, as close to the moment itself as the process can say: callbacks run within
10 ms of the packet, and sound begins at the bridge's next 20 ms tick.
"""

from enum import StrEnum

import msgspec

from callflow.units import WallMs


class KeyMethod(StrEnum):
    """How keys travel: as telephone-event in RTP (RFC 4733) or as SIP INFO (application/dtmf-relay)."""

    RTP = "rtp"
    INFO = "info"


class Missing(StrEnum):
    """What there is no sound without: the Python package (PyAudio) or a sound card."""

    PACKAGE = "package"
    CARD = "card"


class Order(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag=str.lower):
    """Base of all that a softphone can be told."""


class Dial(Order, frozen=True):
    """Call `to`: a number at the registrar, or a whole SIP URI."""

    to: str


class Answer(Order, frozen=True):
    """Take the call that rings."""


class Reject(Order, frozen=True):
    """Refuse the call that rings, with this SIP status."""

    status: int = 486


class Keys(Order, frozen=True):
    """Press keys (0-9 * # A-D), one after the other."""

    digits: str
    method: KeyMethod = KeyMethod.RTP


class Play(Order, frozen=True):
    """Play this WAV into the call from its first sample, now, in place of what is playing."""

    file: str


class Hold(Order, frozen=True):
    """Put the peer on hold (re-INVITE, sendonly)."""


class Resume(Order, frozen=True):
    """Take the peer off hold."""


class Mute(Order, frozen=True):
    """Send silence from now on, until `Unmute` or the call's end."""


class Unmute(Order, frozen=True):
    """Send sound again."""


class Transfer(Order, frozen=True):
    """Have the peer call `to`, a number at the registrar or a SIP URI, instead of us (blind, REFER, RFC 3515)."""

    to: str


class HangUp(Order, frozen=True):
    """End the call: BYE, CANCEL or 486, whichever fits. Nothing happens when there is none."""


class Quit(Order, frozen=True):
    """End the call, take back the registration, finish the recording, leave."""


AnyOrder = Dial | Answer | Reject | Keys | Play | Hold | Resume | Mute | Unmute | Transfer | HangUp | Quit


class News(msgspec.Struct, frozen=True, kw_only=True, tag_field="is", tag=str.lower):
    """Base of all that a softphone tells."""

    at: WallMs


class Ready(News, frozen=True):
    """It listens at `sip` (host:port)."""

    sip: str
    pid: int


class Registered(News, frozen=True):
    """The registrar has taken it; told again at each refresh."""


class NotRegistered(News, frozen=True):
    """The registrar refused (SIP status) or is silent (408, 503); it tries again every few seconds."""

    status: int
    reason: str


class Incoming(News, frozen=True):
    """An INVITE came; it rings here. `number` is the caller's, empty when withheld."""

    number: str


class Dialled(News, frozen=True):
    """The INVITE is on its way."""

    to: str


class Ringing(News, frozen=True):
    """It rings over there (18x)."""


class Answered(News, frozen=True):
    """200 and sound: the call is up."""


class Digit(News, frozen=True):
    """The peer pressed a key."""

    digit: str


class Playing(News, frozen=True):
    """The first sample of `file` goes out at `at`; it lasts `ms`."""

    file: str
    ms: int


class Played(News, frozen=True):
    """The last sample of `file` has gone out."""

    file: str


class Held(News, frozen=True):
    """The peer has put us on hold."""


class Resumed(News, frozen=True):
    """The peer has taken us off hold."""


class PutOnHold(News, frozen=True):
    """We have put the peer on hold."""


class TakenBack(News, frozen=True):
    """We have taken the peer off hold."""


class Muted(News, frozen=True):
    """The peer hears silence from us."""


class Unmuted(News, frozen=True):
    """The peer hears us again."""


class Transferred(News, frozen=True):
    """The new call is answered; ours ends."""


class NotTransferred(News, frozen=True):
    """The peer does not transfer, or whom it called does not answer; our call goes on."""

    status: int
    reason: str


class Levels(News, frozen=True):
    """The loudest 20 ms since the last time, in dBFS, at the sound card: muted or not, call or no call."""

    microphone_db: int
    loudspeaker_db: int


class NoSound(News, frozen=True):
    """There is no sound card: at the start the phone ends, later it looks for one again every 2 s."""

    missing: Missing
    reason: str


class Sound(News, frozen=True):
    """The sound card is back."""


class Recording(News, frozen=True):
    """What it hears is being written to `file`; sample 0 is heard at `at`. Calls follow one another in one file."""

    file: str


class Ended(News, frozen=True):
    """The call is over. `status` is the last SIP status: 200 after a call that was up."""

    status: int
    reason: str


class Refused(News, frozen=True):
    """An order could not be carried out."""

    order: str
    reason: str


AnyNews = (
    Ready
    | Registered
    | NotRegistered
    | Incoming
    | Dialled
    | Ringing
    | Answered
    | Digit
    | Playing
    | Played
    | Held
    | Resumed
    | PutOnHold
    | TakenBack
    | Muted
    | Unmuted
    | Transferred
    | NotTransferred
    | Levels
    | NoSound
    | Sound
    | Recording
    | Ended
    | Refused
)

_encoder = msgspec.json.Encoder()
_orders: msgspec.json.Decoder[AnyOrder] = msgspec.json.Decoder(AnyOrder)
_news: msgspec.json.Decoder[AnyNews] = msgspec.json.Decoder(AnyNews)


def encode(message: AnyOrder | AnyNews) -> bytes:
    """One line, newline included."""
    return _encoder.encode(message) + b"\n"


def decode_order(line: bytes) -> AnyOrder:
    """Read an order. Raises msgspec.DecodeError when it is none."""
    return _orders.decode(line)


def decode_news(line: bytes) -> AnyNews:
    """Read news. Raises msgspec.DecodeError when it is none."""
    return _news.decode(line)
