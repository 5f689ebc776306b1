"""SIP messages and steps for sipp scenarios, from a caller's side and from a phone's."""

SDP = """v=0
o=- 1 {version} IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a={direction}
"""
KEY = """Signal={key}
Duration=100
"""
FIRST_BRANCH = "z9hG4bK-[pid]-[call_number]"
HOTLINE = "sip:[service]@[remote_ip]:[remote_port]"


def scenario(steps: str) -> str:
    """A whole scenario file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="bench">\n{steps}</scenario>\n'


def sdp(direction: str = "sendrecv", version: int = 1) -> str:
    """An offer or an answer."""
    return SDP.format(direction=direction, version=version)


def request(method: str, cseq: int, *, body: str = "", kind: str = "application/sdp", send: str = "") -> str:
    """A caller's request: the INVITE that begins the call has CSeq 1, as have its CANCEL and the ACK to a refusal."""
    first = cseq == 1
    lines = [
        f"{method} {HOTLINE if first else '[next_url]'} SIP/2.0",
        f"Via: SIP/2.0/UDP [local_ip]:[local_port];branch={FIRST_BRANCH if first else '[branch]'}",
        *([] if first else ["[routes]"]),
        "From: <sip:[caller][call_number]@[local_ip]:[local_port]>;tag=[pid]c[call_number]",
        f"To: <{HOTLINE}>{'' if method in {'INVITE', 'CANCEL'} and first else '[peer_tag_param]'}",
        "Call-ID: [call_id]",
        f"CSeq: {cseq} {method}",
        "Contact: <sip:caller@[local_ip]:[local_port]>",
        "Max-Forwards: 70",
    ]
    return _send(lines, body, kind, send if method == "ACK" else f'retrans="500" {send}')


def acknowledge(cseq: int = 1, send: str = "") -> str:
    """ACK to the 200 of an INVITE: of the dialog, so with a branch of its own (RFC 3261 §13.2.2.4)."""
    return request("ACK", 2, send=send).replace("CSeq: 2 ACK", f"CSeq: {cseq} ACK")


def reply(status: str, *, body: str = "", cseq: str = "[last_CSeq:]", tag: str = ";tag=[pid]p[call_number]") -> str:
    """An answer to the last request; `tag` is empty when the request's To has one."""
    copied = ["[last_Via:]", "[last_Record-Route:]", "[last_From:]", f"[last_To:]{tag}", "[last_Call-ID:]", cseq]
    lines = [f"SIP/2.0 {status}", *copied, "Contact: <sip:[service]@[local_ip]:[local_port]>"]
    return _send(lines, body, "application/sdp", "")


def phones_bye() -> str:
    """BYE of the side that was called; the INVITE's From and To are in the variables 1 and 2."""
    lines = [
        "BYE [next_url] SIP/2.0",
        "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]",
        "[routes]",
        "From:[$2];tag=[pid]p[call_number]",
        "To:[$1]",
        "Call-ID: [call_id]",
        "CSeq: 1 BYE",
        "Max-Forwards: 70",
    ]
    return _send(lines, "", "", 'retrans="500"')


def register(cseq: int, credentials: str = "") -> str:
    """REGISTER for `-key user`, whose calls are taken at the port `-key phone`."""
    lines = [
        "REGISTER sip:[remote_ip]:[remote_port] SIP/2.0",
        "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]",
        "From: <sip:[user]@[remote_ip]>;tag=[pid]r[call_number]",
        "To: <sip:[user]@[remote_ip]>",
        "Call-ID: [call_id]",
        f"CSeq: {cseq} REGISTER",
        "Contact: <sip:[user]@[local_ip]:[phone]>;expires=60",
        "Max-Forwards: 70",
        *([credentials] if credentials else []),
    ]
    return _send(lines, "", "", 'retrans="500"')


def expect(what: int | str, more: str = "") -> str:
    """A response by its status, or a request by its method."""
    return f'<recv {"response" if isinstance(what, int) else "request"}="{what}" {more}/>\n'


def maybe(what: int | str, more: str = "") -> str:
    """The same, if it comes before what is expected next."""
    return expect(what, f'optional="true" {more}')


def pause(least_ms: int, most_ms: int) -> str:
    """Wait for a time between these."""
    return f'<pause distribution="uniform" min="{least_ms}" max="{most_ms}"/>\n'


def label(number: int) -> str:
    """Where a `next` or `ontimeout` leads."""
    return f'<label id="{number}"/>\n'


def jump(number: int) -> str:
    """Go on at a label."""
    return f'<nop next="{number}"/>\n'


def _send(lines: list[str], body: str, kind: str, attributes: str) -> str:
    typed = [f"Content-Type: {kind}"] if body else []
    text = "\n".join([*lines, *typed, "Content-Length: [len]", "", body])
    return f"<send {attributes}><![CDATA[\n\n{text}\n]]></send>\n"
