"""What people do with their telephones."""

import asyncio

from telephony import softphone_wire as wire
from tests.calls.running import eventually
from tests.scenarios.grammar import sentence
from tests.scenarios.looking import is_up
from tests.scenarios.play import Play


@sentence("{who} dials {number}")
async def dials(play: Play, who: str, number: str) -> None:
    """And is answered."""
    handset = play.handset(who)
    await handset.order(wire.Dial(to=f"sip:{number}@{play.stage.hotline.target}"))
    await handset.wait("gets through", lambda: handset.up)
    await eventually(lambda: play.cases_of(who))


@sentence("{who} presses {digits}")
async def presses(play: Play, who: str, digits: str) -> None:
    """Keys, one after the other."""
    await play.handset(who).order(wire.Keys(digits=digits))


@sentence("{who}'s telephone rings")
async def rings(play: Play, who: str) -> None:
    """An INVITE has come."""
    handset = play.handset(who)
    await handset.wait("rings", lambda: handset.rings)


@sentence("{who}'s telephone rings no more")
async def rings_no_more(play: Play, who: str) -> None:
    """CANCEL, or taken elsewhere."""
    handset = play.handset(who)
    await handset.wait("stops ringing", lambda: not handset.rings)


@sentence("{who} answers")
async def answers(play: Play, who: str) -> None:
    """Waits for the ringing, picks up, and is in the call as the hotline sees it."""
    handset = play.handset(who)
    await handset.wait("rings", lambda: handset.rings)
    await handset.order(wire.Answer())
    await handset.wait("is answered", lambda: handset.up)
    await eventually(lambda: is_up(play, who))


@sentence("{who} answers after {seconds} s")
async def answers_after(play: Play, who: str, seconds: str) -> None:
    """So long after it began to ring."""
    handset = play.handset(who)
    await handset.wait("rings", lambda: handset.rings)
    await asyncio.sleep(float(seconds))
    await answers(play, who)


@sentence("{who} declines")
async def declines(play: Play, who: str) -> None:
    """603."""
    handset = play.handset(who)
    await handset.wait("rings", lambda: handset.rings)
    await handset.order(wire.Reject(status=603))


@sentence("{who} hangs up the telephone")
async def hangs_up(play: Play, who: str) -> None:
    """BYE, or CANCEL."""
    handset = play.handset(who)
    await handset.order(wire.HangUp())
    await handset.wait("is hung up", lambda: not handset.up and not handset.rings)


@sentence("{who} is hung up on")
async def is_hung_up_on(play: Play, who: str) -> None:
    """The call is ended by the other side."""
    handset = play.handset(who)
    await handset.wait("is hung up on", lambda: not handset.up and not handset.rings)


@sentence("{who}'s telephone holds by itself")
async def holds_by_itself(play: Play, who: str) -> None:
    """A re-INVITE with sendonly (RFC 3264 §8.4)."""
    await play.handset(who).order(wire.Hold())


@sentence("{who}'s telephone ends its hold")
async def ends_its_hold(play: Play, who: str) -> None:
    """A re-INVITE with sendrecv."""
    await play.handset(who).order(wire.Resume())


@sentence("{who}'s telephone transfers to {other}")
async def transfers(play: Play, who: str, other: str) -> None:
    """REFER (RFC 3515)."""
    await play.handset(who).order(wire.Transfer(to=f"sip:{play.person(other).phone}@{play.stage.hotline.target}"))


@sentence("{who}'s telephone crashes")
async def crashes(play: Play, who: str) -> None:
    """Its process is killed: no BYE, no RTP any more."""
    play.handset(who).crash()


@sentence("{who} is still in the call")
async def is_still_in(play: Play, who: str) -> None:
    """Not hung up on."""
    assert play.handset(who).up, f"{who} has been hung up on"


@sentence("{seconds} s pass")
async def time_passes(_play: Play, seconds: str) -> None:
    """Nothing is done meanwhile."""
    await asyncio.sleep(float(seconds))
