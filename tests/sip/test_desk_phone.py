"""`lingting phone` at a terminal, with a sound card, at a real Kamailio."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from telephony import softphone_wire as wire
from telephony.softphone_client import Softphone
from tests.sip import front_peers as sip
from tests.sip.front_peers import Front
from tests.sip.sound_cards import SoundCard, loudest_hz, prepare, sound_cards
from tests.sip.terminals import Terminal, lingting

AGENT_HZ, CALLER_HZ = 700, 1100
RTP_PORT = 22300


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    async with sip.front(tmp_path / "front") as front:
        front.may_register("1026")
        yield front


@pytest.fixture
async def cards(tmp_path: Path) -> AsyncIterator[dict[str, SoundCard]]:
    async with sound_cards(tmp_path / "sound") as cards:
        yield cards


def at_terminal(front: Front, environ: dict[str, str], *options: str, password: str = sip.PASSWORD) -> Terminal:
    command = lingting("phone", "1026", "--server", front.target, *options)
    return Terminal(*command, environ={**environ, "PHONE_PASSWORD": password})


async def test_an_agent_answers_talks_mutes_presses_keys_holds_hangs_up_and_calls(
    front: Front, cards: dict[str, SoundCard], monkeypatch: pytest.MonkeyPatch
) -> None:
    agents, callers = cards["one"], cards["other"].plug_in(monkeypatch)
    caller = Softphone("13800001111", sip_port=sip.free_port(), rtp_port=RTP_PORT, sound=True)
    async with at_terminal(front, agents.environ) as terminal, caller:
        await front.give(int(caller.sip.split(":")[1]))
        await terminal.shows("已注册")
        await caller.dial(f"sip:1026@{front.target}")
        await terminal.shows("来电 13800001111")
        terminal.press("\r")
        await terminal.shows("通话中 13800001111")
        await caller.wait_for(wire.Answered)

        await agents.say(AGENT_HZ)
        await callers.say(CALLER_HZ)
        await asyncio.sleep(1.5)
        heard = await asyncio.gather(callers.listen(1.5), agents.listen(1.5))
        assert [loudest_hz(sound) for sound in heard] == [
            pytest.approx(AGENT_HZ, abs=2),
            pytest.approx(CALLER_HZ, abs=2),
        ]
        assert terminal.screen().count("█") > 10
        terminal.press("m")
        await terminal.shows("【静音】")
        await asyncio.sleep(0.5)
        assert loudest_hz(await callers.listen(1)) == 0

        terminal.press("5#")
        assert [(await caller.wait_for(wire.Digit)).digit for _ in "5#"] == ["5", "#"]
        await caller.keys("9")
        await terminal.shows("对方按键 9")
        terminal.press("h")
        await caller.wait_for(wire.Held)
        await terminal.shows("【保持中】")
        terminal.press("h")
        await caller.wait_for(wire.Resumed)
        terminal.press("x")
        await caller.wait_for(wire.Ended)
        await terminal.shows("空闲")

        terminal.press("12344\x7f5\r")
        await caller.wait_for(wire.Incoming)
        await terminal.shows("正在呼叫 12345　对方振铃")
        await caller.reject(486)
        await terminal.shows("12345：线路忙或服务不可用（503）")
        terminal.press("q")
        assert await terminal.ends() == 0
        assert await front.registrar.registered() == set()


async def test_a_wrong_password_is_shown_and_ctrl_c_ends_it(front: Front, cards: dict[str, SoundCard]) -> None:
    async with at_terminal(front, cards["one"].environ, password="guess") as terminal:
        await terminal.shows("未注册：密码不对")
        terminal.process.send_signal(2)
        assert await terminal.ends() == 0


async def test_the_password_is_asked_for_and_not_shown(front: Front, cards: dict[str, SoundCard]) -> None:
    async with at_terminal(front, cards["one"].environ, password="") as terminal:
        await terminal.shows("分机 1026 的话机密码")
        await terminal.hides()
        terminal.press(f"{sip.PASSWORD}\r")
        await terminal.shows("已注册")
        assert sip.PASSWORD not in terminal.screen()
        assert not [command for command in command_lines() if sip.PASSWORD in command]


def command_lines() -> list[str]:
    """Of all processes."""
    return [_text(file) for file in Path("/proc").glob("[0-9]*/cmdline")]


def _text(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""


@pytest.fixture(params=["package", "card"])
def nothing_to_hear(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[dict[str, str], str]]:
    """A machine without PyAudio, or without a sound card, and what it says."""
    prepare(tmp_path / "deaf")
    environ = SoundCard("one", tmp_path / "deaf").environ
    if request.param == "card":
        yield environ, "没有找到麦克风或扬声器"
        return
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "pyaudio.py").write_text("raise ImportError('not here')\n")
    yield {**environ, "PYTHONPATH": str(hidden)}, "没有安装 PyAudio"


async def test_without_sound_it_says_what_is_missing_in_both_languages(
    front: Front, nothing_to_hear: tuple[dict[str, str], str]
) -> None:
    environ, words = nothing_to_hear
    async with at_terminal(front, environ) as terminal:
        await terminal.shows(words)
        assert await terminal.ends() == 1
        assert "PyAudio is not installed" in terminal.screen() or "plug in a headset" in terminal.screen()


async def test_without_a_terminal_it_says_so(front: Front) -> None:
    process = await asyncio.create_subprocess_exec(
        *lingting("phone", "1026", "--server", front.target),
        env={"PHONE_PASSWORD": "x", "PATH": "/usr/bin:/bin"},
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert (process.returncode, "请在终端里运行" in said.decode()) == (1, True)
