"""SRTP (keys in the SDP, RFC 4568) at softphones: off, optional, mandatory."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from telephony import softphone_wire as wire
from telephony.softphone_client import Softphone
from tests.sip import front_peers as sip
from tests.sip.peers import heard, write_tone
from tests.sip.puppet import puppets

ONE_HZ, OTHER_HZ = 700, 1100
RTP_PORTS = iter(range(22000, 22480, 40))
ENOUGH_PACKETS = 120
"""2.4 s: what is encrypted sounds like noise, and in a shorter piece of loud noise any tone may seem to be."""
KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n"


@pytest.mark.parametrize(
    ("caller", "callee", "status"),
    [("off", "mandatory", 488), ("mandatory", "off", 488), ("off", "optional", 200), ("mandatory", "optional", 200)],
)
async def test_phones_agree_or_refuse(tmp_path: Path, caller: str, callee: str, status: int) -> None:
    async with AsyncExitStack() as stack:
        one, other = [
            await stack.enter_async_context(
                Softphone(
                    user,
                    sip_port=sip.free_port(),
                    rtp_port=next(RTP_PORTS),
                    srtp=srtp,
                    auto_answer=True,
                    track=write_tone(tmp_path / f"{user}.wav", hz, 5),
                    record=tmp_path / f"{user}-hears.wav",
                )
            )
            for user, srtp, hz in (("1", caller, ONE_HZ), ("2", callee, OTHER_HZ))
        ]
        await one.dial(f"sip:2@{other.sip}")
        if status != 200:
            assert (await one.wait_for(wire.Ended)).status == status
            return
        await one.wait_for(wire.Answered)
        await other.wait_for(wire.Answered)
        await asyncio.sleep(1.5)
        await one.hang_up()
        await other.wait_for(wire.Ended)
    assert heard(tmp_path / "1-hears.wav", (ONE_HZ, OTHER_HZ), -0.9, -0.2) == {OTHER_HZ}
    assert heard(tmp_path / "2-hears.wav", (ONE_HZ, OTHER_HZ), -0.9, -0.2) == {ONE_HZ}


@pytest.mark.parametrize(("profile", "sdp", "on_the_wire"), [("RTP/AVP", "", {ONE_HZ}), ("RTP/SAVP", KEY, set[int]())])
async def test_to_a_secret_peer_no_tone_is_on_the_wire(
    tmp_path: Path, profile: str, sdp: str, on_the_wire: set[int]
) -> None:
    tone = write_tone(tmp_path / "tone.wav", ONE_HZ, 5)
    phone = Softphone(
        "2", sip_port=sip.free_port(), rtp_port=next(RTP_PORTS), srtp="optional", auto_answer=True, track=tone
    )
    async with phone, puppets() as peers:
        call = await peers.call(phone.sip, number="2", profile=profile, sdp=sdp)
        async with asyncio.timeout(20):
            while len(call.media.came) < ENOUGH_PACKETS:
                await asyncio.sleep(0.05)
        assert call.media.hears((ONE_HZ, OTHER_HZ), last_s=10.0) == on_the_wire
        await call.hang_up()
