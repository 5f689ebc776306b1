"""The telephone in the terminal: what news and keys do to it, and what it shows."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from callflow.units import WallMs
from telephony import softphone_wire as wire
from telephony.desk_phone.keypad import BACKSPACE, ENTER, ESCAPE, keys_in, pressed
from telephony.desk_phone.screen import draw
from telephony.desk_phone.state import Line, PhoneState, told

AT = WallMs(1_000_000)
NEW = PhoneState(user="1026", server="10.1.0.20:5060")
IDLE = told(NEW, wire.Registered(at=AT))
RINGING = told(IDLE, wire.Incoming(at=AT, number="13800001111"))
DIALLING = told(IDLE, wire.Dialled(at=AT, to="sip:12345@10.1.0.20:5060"))
TALKING = told(RINGING, wire.Answered(at=AT))


def press(state: PhoneState, keys: str | list[str]) -> tuple[PhoneState, list[wire.AnyOrder]]:
    given: list[wire.AnyOrder] = []
    for key in keys:
        state, orders = pressed(state, key)
        given += orders
    return state, given


def shown(state: PhoneState, after_ms: int = 0) -> str:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    console.print(draw(state, WallMs(AT + after_ms)))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_number_is_typed_mended_and_dialled() -> None:
    state, orders = press(IDLE, ["1", "2", "9", BACKSPACE, "3", "4", "5", ENTER])
    assert orders == [wire.Dial(to="12345")]
    assert "12345" in shown(state)


def test_enter_without_a_number_dials_nobody() -> None:
    assert press(IDLE, [ENTER, "1", ESCAPE, ENTER])[1] == []


@pytest.mark.parametrize(("key", "order"), [(ENTER, wire.Answer()), ("x", wire.Reject()), ("X", wire.Reject())])
def test_a_call_is_taken_or_refused(key: str, order: wire.AnyOrder) -> None:
    assert "来电 13800001111" in shown(RINGING)
    assert press(RINGING, [key])[1] == [order]


def test_a_caller_without_a_number_is_shown_as_such() -> None:
    assert "号码未显示" in shown(told(IDLE, wire.Incoming(at=AT, number="")))


def test_digits_in_a_call_go_to_the_peer_one_by_one() -> None:
    state, orders = press(TALKING, "1*#")
    assert orders == [wire.Keys(digits=digit) for digit in "1*#"]
    assert "已按键 1*#" in shown(state)


@pytest.mark.parametrize(
    ("key", "order", "news", "mark", "again", "back"),
    [
        ("m", wire.Mute(), wire.Muted(at=AT), "【静音】", wire.Unmute(), wire.Unmuted(at=AT)),
        ("h", wire.Hold(), wire.PutOnHold(at=AT), "【保持中】", wire.Resume(), wire.TakenBack(at=AT)),
    ],
)
def test_mute_and_hold_are_shown_when_the_softphone_says_so(
    key: str, order: wire.AnyOrder, news: wire.AnyNews, mark: str, again: wire.AnyOrder, back: wire.AnyNews
) -> None:
    state, orders = press(TALKING, [key])
    assert (orders, mark in shown(state)) == ([order], False)
    state = told(state, news)
    assert mark in shown(state)
    assert press(state, [key])[1] == [again]
    assert mark not in shown(told(state, back))


def test_a_transfer_asks_whom_and_says_how_it_went() -> None:
    state, orders = press(TALKING, ["t", "1", "0", "2", "7"])
    assert (orders, "转接到：1027" in shown(state)) == ([], True)
    state, orders = press(state, [ENTER])
    assert orders == [wire.Transfer(to="1027")]
    assert "正在转接到 1027" in shown(state)
    failed = told(state, wire.NotTransferred(at=AT, status=486, reason="Busy Here"))
    assert "转接没有成功：对方忙（486）" in shown(failed)
    assert failed.line is Line.TALKING
    over = told(told(state, wire.Transferred(at=AT)), wire.Ended(at=AT, status=200, reason=""))
    assert "已转接" in shown(over)


def test_a_transfer_can_be_given_up_and_its_digits_are_no_keys_for_the_peer() -> None:
    state, orders = press(TALKING, ["t", "9", ESCAPE])
    assert (orders, state.asks_whom, state.typed) == ([], False, "")


def test_a_call_that_ends_while_a_transfer_is_typed_leaves_a_clean_telephone() -> None:
    state, _ = press(TALKING, ["t", "9"])
    over = told(told(state, wire.Muted(at=AT)), wire.Ended(at=AT, status=200, reason="OK"))
    assert (over.line, over.typed, over.asks_whom, over.muted) == (Line.IDLE, "", False, False)
    assert "13800001111：通话结束" in shown(over)


def test_a_talk_shows_how_long_it_has_lasted() -> None:
    assert "通话中 13800001111　02:05" in shown(TALKING, after_ms=125_400)


def test_quitting_wants_an_idle_line() -> None:
    assert press(IDLE, "q")[1] == [wire.Quit()]
    state, orders = press(TALKING, "q")
    assert (orders, "先按 X 挂断" in shown(state)) == ([], True)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "分机号或密码不对（403）"),
        (401, "密码不对（401）"),
        (408, "服务器没有应答（408）"),
        (502, "服务器连接不上"),
    ],
)
def test_a_registration_that_fails_says_why(status: int, words: str) -> None:
    state = told(IDLE, wire.NotRegistered(at=AT, status=status, reason="x"))
    assert words in shown(state)
    assert "已注册" in shown(told(state, wire.Registered(at=AT)))


def test_levels_are_bars() -> None:
    quiet = shown(told(TALKING, wire.Levels(at=AT, microphone_db=-60, loudspeaker_db=-60)))
    loud = shown(told(TALKING, wire.Levels(at=AT, microphone_db=0, loudspeaker_db=-30)))
    assert (quiet.count("█"), loud.count("█")) == (0, 24 + 12)


def test_a_sound_card_that_is_pulled_out_is_shown_and_so_is_its_return() -> None:
    lost = told(TALKING, wire.NoSound(at=AT, missing=wire.Missing.CARD, reason="gone"))
    assert "没有声音设备" in shown(lost)
    assert lost.line is Line.TALKING
    assert "没有声音设备" not in shown(told(lost, wire.Sound(at=AT)))


def test_what_a_terminal_sends_is_keys_and_arrows_are_none() -> None:
    assert keys_in(b"12\r") == ["1", "2", ENTER]
    assert keys_in(b"\x1b") == [ESCAPE]
    assert keys_in(b"\x1b[A") == keys_in(b"\x1bOP") == []
    assert keys_in(b"\x7fh\xff") == [BACKSPACE, "h"]


def test_a_name_in_brackets_is_shown_as_it_is() -> None:
    assert "[bold]" in shown(told(IDLE, wire.Refused(at=AT, order="x", reason="[bold]")))


EVENTS: list[wire.AnyNews] = [
    wire.Registered(at=AT),
    wire.NotRegistered(at=AT, status=403, reason=""),
    wire.Incoming(at=AT, number="138"),
    wire.Dialled(at=AT, to="sip:1@h"),
    wire.Ringing(at=AT),
    wire.Answered(at=AT),
    wire.Digit(at=AT, digit="1"),
    wire.Muted(at=AT),
    wire.PutOnHold(at=AT),
    wire.Held(at=AT),
    wire.Transferred(at=AT),
    wire.NotTransferred(at=AT, status=486, reason=""),
    wire.NoSound(at=AT, missing=wire.Missing.CARD, reason=""),
    wire.Refused(at=AT, order="", reason=""),
    wire.Ended(at=AT, status=487, reason=""),
]
NEEDS_A_CALL = wire.Answer | wire.Reject | wire.Keys | wire.Hold | wire.Resume | wire.Mute | wire.Unmute | wire.Transfer


@given(st.lists(st.sampled_from([*EVENTS, *"0#mhtxqa", ENTER, ESCAPE, BACKSPACE])))
def test_no_order_of_news_and_keys_confuses_it(steps: list[wire.AnyNews | str]) -> None:
    state = NEW
    for step in steps:
        if not isinstance(step, str):
            state = told(state, step)
        else:
            before = state.line
            state, orders = pressed(state, step)
            assert not (before is Line.IDLE and any(isinstance(order, NEEDS_A_CALL) for order in orders))
            assert not (before is not Line.IDLE and any(isinstance(order, wire.Dial | wire.Quit) for order in orders))
        assert "聆听电话 1026" in shown(state)
