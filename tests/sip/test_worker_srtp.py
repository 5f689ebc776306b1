"""SRTP with keys in the SDP (RFC 4568): off, optional, mandatory."""

import asyncio
from pathlib import Path

import pytest

from callflow.commands import DialLeg, ReleaseWorker, SetTopology
from callflow.events import EndCause, LegEnded
from callflow.units import CITIZEN, MUSIC, CaseId, LegId
from telephony.pjsua_setup import PhoneSettings
from tests.sip import peers as sip
from tests.sip.conftest import CITIZEN_HZ, MUSIC_HZ, TONES, Desk, Stage
from tests.sip.puppet import Manners, puppets

AGENT = LegId("agent-1")
KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n"


@pytest.mark.parametrize(
    ("worker", "caller", "taken"),
    [
        ("off", "", True),
        ("off", "srtp-mand", False),
        ("optional", "", True),
        ("optional", "srtp", True),
        ("optional", "srtp-mand", True),
        ("mandatory", "srtp-mand", True),
        ("mandatory", "", False),
    ],
)
async def test_who_may_call_whom(stage: Stage, desk: Desk, worker: str, caller: str, *, taken: bool) -> None:
    target = stage.worker("w1-secret", "--srtp", worker).target
    citizen = stage.phone(CITIZEN_HZ, user="13800000000", srtp=caller)
    await desk.greeted()
    citizen.command("dial", f"sip:12345@{target}")
    if not taken:
        await desk.true(lambda: "488 Not Acceptable Here" in citizen.says())
        assert desk.told == []
        return
    await desk.answer()
    desk.do(SetTopology(hears=((CITIZEN, MUSIC),)))
    await asyncio.sleep(1.2)
    desk.do(ReleaseWorker())
    await desk.until(LegEnded)
    assert sip.heard(citizen.ear(), TONES, 0.3) == {MUSIC_HZ}
    assert sip.heard(stage.folder / "cases" / desk.case / "citizen.wav", TONES, 0.3) == {CITIZEN_HZ}


async def test_what_is_sent_to_a_secret_peer_is_no_tone_on_the_wire(stage: Stage, desk: Desk) -> None:
    target = stage.worker("w1-secret", "--srtp", "optional").target
    await desk.greeted()
    for profile, sdp, heard in (("RTP/AVP", "", {MUSIC_HZ}), ("RTP/SAVP", KEY, set())):
        async with puppets() as front:
            calling = asyncio.create_task(front.call(target, profile=profile, sdp=sdp))
            await desk.answer()
            desk.do(SetTopology(hears=((CITIZEN, MUSIC),)))
            citizen = await calling
            await desk.true(lambda citizen=citizen: len(citizen.media.came) > 50)
            await desk.sound(lambda citizen=citizen: citizen.media.hears(TONES), heard)
            await citizen.hang_up()
            desk.do(ReleaseWorker())
            await desk.true(lambda: desk.lines.counts() == (1, 0))


@pytest.mark.parametrize(("srtp", "profile"), [("off", "RTP/AVP"), ("optional", "RTP/AVP"), ("mandatory", "RTP/SAVP")])
async def test_a_dialled_party_is_offered_what_the_setting_says(
    stage: Stage, desk: Desk, srtp: str, profile: str
) -> None:
    async with puppets() as front:
        stage.worker("w1-secret", "--srtp", srtp, "--proxy", f"sip:{front.address}")
        front.users["1026"] = Manners(status=488)
        await desk.greeted()
        await desk.carry(CaseId("out-1"))
        desk.do(DialLeg(leg=AGENT, uri=f"sip:1026@{front.address}", display_number="12345", recording="a.wav"))
        ended = await desk.until(LegEnded, leg=AGENT)
        assert (ended.cause, ended.status) == (EndCause.FAILED, 488)
        offer = front.invites[0]
        assert f"{profile} " in offer
        assert ("a=crypto:" in offer) == (srtp != "off")


def test_a_word_that_is_no_setting_is_an_error() -> None:
    with pytest.raises(ValueError, match="off, optional, mandatory"):
        PhoneSettings(address="127.0.0.1", sip_port=1, rtp_port=2, prompts=Path(), srtp="yes")
