"""What a telephone shows, and how news from its softphone change it: `(state, news) -> state`.

Only news say what is so: a key that mutes changes nothing here until the softphone has said that it is mute.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from callflow.units import WallMs
from telephony import softphone_wire as wire
from telephony.desk_phone.words import why_ended, why_not_registered, why_not_transferred
from telephony.level_meter import SILENT_DB

WITHHELD = "号码未显示"


class Line(StrEnum):
    """What the line does."""

    IDLE = "idle"
    DIALLING = "dialling"
    RINGING = "ringing"
    TALKING = "talking"


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneState:
    """A telephone at one moment. `since` is when the line began to do what it does; levels are in dBFS."""

    user: str
    server: str
    registered: bool = False
    problem: str = ""
    line: Line = Line.IDLE
    peer: str = ""
    since: WallMs | None = None
    rings_there: bool = False
    typed: str = ""
    """A number that is being typed: to be dialled, or to transfer to."""
    asks_whom: bool = False
    """Whether `typed` is whom to transfer to."""
    pressed: str = ""
    """Keys that this call has been sent."""
    came: str = ""
    """Keys that the peer has pressed."""
    muted: bool = False
    holding: bool = False
    held: bool = False
    transferring: bool = False
    sound: bool = True
    microphone_db: float = SILENT_DB
    loudspeaker_db: float = SILENT_DB
    notice: str = ""


def told(state: PhoneState, news: wire.AnyNews) -> PhoneState:
    """The state after this piece of news."""
    match news:
        case wire.Registered():
            return replace(state, registered=True, problem="")
        case wire.NotRegistered(status=status):
            return replace(state, registered=False, problem=why_not_registered(status))
        case wire.Levels() | wire.NoSound() | wire.Sound():
            return _told_of_sound(state, news)
        case wire.Refused(reason=reason):
            return replace(state, transferring=False, notice=f"没有成功：{reason}")
        case _:
            return _told_of_call(state, news)


def _told_of_sound(state: PhoneState, news: wire.Levels | wire.NoSound | wire.Sound) -> PhoneState:
    match news:
        case wire.Levels(microphone_db=microphone, loudspeaker_db=loudspeaker):
            return replace(state, microphone_db=microphone, loudspeaker_db=loudspeaker)
        case wire.NoSound():
            return replace(state, sound=False, notice="声音设备断开了，请接好耳机")
        case wire.Sound():
            return replace(state, sound=True, notice="声音设备已恢复")


def _told_of_call(state: PhoneState, news: wire.AnyNews) -> PhoneState:
    match news:
        case wire.Incoming(number=number):
            return _begun(state, Line.RINGING, number or WITHHELD, news.at)
        case wire.Dialled(to=to):
            return _begun(state, Line.DIALLING, number_of(to), news.at)
        case wire.Ringing():
            return replace(state, rings_there=True)
        case wire.Answered():
            return replace(state, line=Line.TALKING, since=news.at, typed="", notice="")
        case wire.Ended(status=status):
            return _ended(state, why_ended(status))
        case _:
            return _told_in_call(state, news)


def _told_in_call(state: PhoneState, news: wire.AnyNews) -> PhoneState:
    match news:
        case wire.Digit(digit=digit):
            return replace(state, came=state.came + digit)
        case wire.Transferred():
            return replace(state, transferring=True)
        case wire.NotTransferred(status=status):
            return replace(state, transferring=False, notice=why_not_transferred(status))
        case _:
            return _switched(state, news)


def _switched(state: PhoneState, news: wire.AnyNews) -> PhoneState:
    match news:
        case wire.Muted() | wire.Unmuted():
            return replace(state, muted=isinstance(news, wire.Muted))
        case wire.PutOnHold() | wire.TakenBack():
            return replace(state, holding=isinstance(news, wire.PutOnHold))
        case wire.Held() | wire.Resumed():
            return replace(state, held=isinstance(news, wire.Held))
        case _:
            return state


def _begun(state: PhoneState, line: Line, peer: str, at: WallMs) -> PhoneState:
    return replace(_quiet(state), line=line, peer=peer, since=at, notice="", typed="")


def _ended(state: PhoneState, why: str) -> PhoneState:
    why = "已转接" if state.transferring else why
    return replace(_quiet(state), line=Line.IDLE, since=None, typed="", notice=f"{state.peer}：{why}")


def _quiet(state: PhoneState) -> PhoneState:
    """Nothing of a call is left."""
    return replace(
        state,
        rings_there=False,
        asks_whom=False,
        pressed="",
        came="",
        muted=False,
        holding=False,
        held=False,
        transferring=False,
    )


def number_of(uri: str) -> str:
    """The user part of a SIP URI, or all of it when it has none."""
    return uri.partition(":")[2].partition("@")[0] or uri
