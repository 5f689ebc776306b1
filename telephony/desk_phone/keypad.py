"""What keys do: `(state, key) -> (state, orders)`. A key that means nothing at the moment does nothing.

Keys are characters, or `ENTER`, `ESCAPE` and `BACKSPACE`. Digits are typed into a number while nobody is on the line
and go to the peer (RFC 4733) while somebody is. Nothing that ends a call is on a key that terminals also send by
themselves, which Escape is not safe from: an arrow key begins with it.
"""

from dataclasses import replace

from telephony import softphone_wire as wire
from telephony.desk_phone.state import Line, PhoneState

ENTER, ESCAPE, BACKSPACE = "enter", "escape", "backspace"
TONES = frozenset("0123456789*#")
NUMBERS = TONES | {"+"}
LONGEST_NUMBER = 32

Orders = tuple[wire.AnyOrder, ...]


def pressed(state: PhoneState, key: str) -> tuple[PhoneState, Orders]:
    """What the telephone shows after this key, and what its softphone is told."""
    key = key.lower()
    if state.asks_whom:
        return _whom(state, key)
    match state.line:
        case Line.IDLE:
            return _idle(state, key)
        case Line.RINGING:
            return _ringing(state, key)
        case Line.DIALLING:
            return state, (wire.HangUp(),) if key == "x" else ()
        case Line.TALKING:
            return _talking(state, key)


def _idle(state: PhoneState, key: str) -> tuple[PhoneState, Orders]:
    if key == "q":
        return state, (wire.Quit(),)
    if key == ENTER and state.typed:
        return replace(state, notice=""), (wire.Dial(to=state.typed),)
    return _typing(state, key), ()


def _typing(state: PhoneState, key: str) -> PhoneState:
    if key in NUMBERS and len(state.typed) < LONGEST_NUMBER:
        return replace(state, typed=state.typed + key, notice="")
    if key == BACKSPACE:
        return replace(state, typed=state.typed[:-1])
    if key == ESCAPE:
        return replace(state, typed="", notice="")
    return state


def _ringing(state: PhoneState, key: str) -> tuple[PhoneState, Orders]:
    if key == ENTER:
        return state, (wire.Answer(),)
    if key == "x":
        return state, (wire.Reject(),)
    return state, ()


def _talking(state: PhoneState, key: str) -> tuple[PhoneState, Orders]:
    if key in TONES:
        return replace(state, pressed=state.pressed + key), (wire.Keys(digits=key),)
    if key == "t" and not state.transferring:
        return replace(state, asks_whom=True, typed="", notice=""), ()
    if key == "q":
        return replace(state, notice="通话中，请先按 X 挂断"), ()
    orders: dict[str, wire.AnyOrder] = {
        "m": wire.Unmute() if state.muted else wire.Mute(),
        "h": wire.Resume() if state.holding else wire.Hold(),
        "x": wire.HangUp(),
    }
    return state, (orders[key],) if key in orders else ()


def _whom(state: PhoneState, key: str) -> tuple[PhoneState, Orders]:
    if key == ENTER and state.typed:
        asked = replace(state, asks_whom=False, typed="", notice=f"正在转接到 {state.typed}")
        return asked, (wire.Transfer(to=state.typed),)
    if key == ESCAPE:
        return replace(state, asks_whom=False, typed=""), ()
    return _typing(state, key), ()


def keys_in(data: bytes) -> list[str]:
    """The keys in what a terminal has sent; escape sequences (arrows, function keys) are no keys here."""
    if data.startswith(b"\x1b"):
        return [ESCAPE] if data == b"\x1b" else []
    named = {"\r": ENTER, "\n": ENTER, "\x7f": BACKSPACE, "\b": BACKSPACE}
    text = data.partition(b"\x1b")[0].decode(errors="ignore")
    return [named.get(character, character) for character in text]
