"""What callers and phones do: each a sipp scenario.

Every caller takes 503 for an answer (all lines are busy) and a BYE of ours whenever one may come.
"""

from .messages import (
    KEY,
    acknowledge,
    expect,
    jump,
    label,
    maybe,
    pause,
    phones_bye,
    register,
    reply,
    request,
    scenario,
    sdp,
)

REFUSED, END, HANG_UP, LET_GO, ANSWER, CANCELLED, STAY, LEAVE = range(1, 9)
PROVISIONAL = maybe(100) + maybe(180)
OK_WITHIN = reply("200 OK", tag="")
BEGIN = (
    '<nop start_rtd="refusal"/>\n'
    + request("INVITE", 1, body=sdp(), send='start_rtd="setup"')
    + PROVISIONAL
    + maybe(503, f'rtd="refusal" next="{REFUSED}"')
    + expect(200, 'rtd="setup" rrs="true"')
    + acknowledge()
)
FINISH = (
    label(HANG_UP)
    + request("BYE", 90)
    + maybe("BYE", f'next="{LET_GO}"')
    + expect(200, f'next="{END}"')
    + label(LET_GO)
    + OK_WITHIN
    + jump(END)
    + label(REFUSED)
    + request("ACK", 1)
    + label(END)
)


def whole(steps: str) -> str:
    """A caller from INVITE to the end."""
    return scenario(BEGIN + steps + FINISH)


def key(digit: str, cseq: int) -> str:
    """Press a key, by SIP INFO."""
    return request("INFO", cseq, body=KEY.format(key=digit), kind="application/dtmf-relay") + expect(200)


def invite_again(cseq: int, direction: str = "sendrecv") -> str:
    """A re-INVITE, which we answer at once."""
    offer = request("INVITE", cseq, body=sdp(direction, version=cseq))
    return offer + maybe(100) + expect(200) + acknowledge(cseq)


def let_go_within(longest_ms: int) -> str:
    """Stay until the hotline hangs up, at most so long."""
    return expect("BYE", f'timeout="{longest_ms}" ontimeout="{HANG_UP}"') + jump(LET_GO)


def leave_some_time(look_ms: int, chance: float) -> str:
    """Stay until the hotline hangs up; every so often leave with this chance."""
    look = label(STAY) + expect("BYE", f'timeout="{look_ms}" ontimeout="{LEAVE}"') + jump(LET_GO)
    return look + label(LEAVE) + f'<nop next="{HANG_UP}" chance="{chance}"/>\n' + jump(STAY)


CALL = whole("<pause/>\n")
"""Stays for as long as sipp's -d says: what set-up times are measured with."""

TO_A_PERSON = pause(100, 300) + key("1", 2)
CALLERS = {
    "leaves_in_menu": whole(pause(100, 1500)),
    "leaves_waiting_or_talking": whole(TO_A_PERSON + leave_some_time(400, 0.2)),
    "talks": whole(TO_A_PERSON + let_go_within(9_000)),
    "holds": whole(
        TO_A_PERSON
        + pause(300, 900)
        + invite_again(3, "sendonly")
        + pause(200, 800)
        + invite_again(4)
        + pause(100, 900)
    ),
    "storms": whole(TO_A_PERSON + "".join(invite_again(cseq) + pause(5, 30) for cseq in range(3, 23))),
    "loses_its_worker": whole(TO_A_PERSON + let_go_within(25_000)),
    "vanishes": scenario(BEGIN + TO_A_PERSON + jump(END) + label(REFUSED) + request("ACK", 1) + label(END)),
    "cancels": scenario(
        '<nop start_rtd="refusal"/>\n'
        + request("INVITE", 1, body=sdp(), send='start_txn="invite"')
        + maybe(100, 'response_txn="invite"')
        + maybe(503, f'response_txn="invite" rtd="refusal" next="{REFUSED}"')
        + expect(180, 'response_txn="invite"')
        + request("CANCEL", 1, send='start_txn="cancel"')
        + maybe(200, 'response_txn="cancel"')
        + maybe(487, f'response_txn="invite" next="{REFUSED}"')
        + expect(200, 'response_txn="invite" rrs="true"')
        + acknowledge(send='ack_txn="invite"')
        + pause(50, 100)
        + request("BYE", 90, send='start_txn="bye"')
        + maybe(200, 'response_txn="cancel"')
        + expect(200, f'response_txn="bye" next="{END}"')
        + label(REFUSED)
        + request("ACK", 1, send='ack_txn="invite"')
        + label(END)
    ),
}

KEEPS_NAMES = """<recv request="INVITE" rrs="true"><action>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="1"/>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="2"/>
</action></recv>
"""
RINGS = expect("INVITE", 'rrs="true"') + reply("180 Ringing")
PICKS_UP = label(ANSWER) + reply("200 OK", body=sdp(), cseq="CSeq: [cseq] INVITE") + expect("ACK")
GIVES_WAY = (
    label(CANCELLED)
    + OK_WITHIN
    + reply("487 Request Terminated", cseq="CSeq: [cseq] INVITE")
    + expect("ACK", f'next="{END}"')
)
PHONES = {
    "answers": scenario(
        RINGS
        + expect("CANCEL", f'timeout="200" ontimeout="{ANSWER}"')
        + GIVES_WAY
        + PICKS_UP
        + expect("BYE")
        + OK_WITHIN
        + label(END)
    ),
    "hangs_up": scenario(
        KEEPS_NAMES
        + reply("180 Ringing")
        + expect("CANCEL", f'timeout="200" ontimeout="{ANSWER}"')
        + GIVES_WAY
        + PICKS_UP
        + expect("BYE", f'timeout="1500" ontimeout="{HANG_UP}"')
        + jump(LET_GO)
        + label(HANG_UP)
        + phones_bye()
        + maybe("BYE", f'next="{LET_GO}"')
        + expect(200, f'next="{END}"')
        + label(LET_GO)
        + OK_WITHIN
        + label(END)
    ),
    "busy": scenario(expect("INVITE") + reply("486 Busy Here") + expect("ACK")),
    "rings_only": scenario(RINGS + expect("CANCEL") + GIVES_WAY + label(END)),
    "vanishes": scenario(RINGS + PICKS_UP),
}

BARE = scenario(
    expect("INVITE") + reply("180 Ringing") + reply("200 OK", body=sdp()) + expect("ACK") + expect("BYE") + OK_WITHIN
)
"""The least that a worker could be."""

REGISTER = scenario(register(1) + expect(401, 'auth="true"') + register(2, "[authentication]") + expect(200))
