"""Real peers for SIP tests: sipp scenarios, tones and the ears to tell them apart."""

import asyncio
import os
import socket
import struct
import subprocess
import wave
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

LOOPBACK = "127.0.0.1"
LANE = int(os.environ.get("TEST_LANE", "0"))
"""Tests that run side by side (`scripts/run_tests.sh`) have ports of their own: 0, 1 or 2."""
SIP_PORTS = (range(17100, 17200), range(17200, 17300), range(17000, 17100))[LANE]
RTP_PORTS = (range(23000, 24000), range(24000, 25000), range(22500, 23000))[LANE]
RATE_HZ = 16_000


class Ports:
    """Free UDP ports out of a range, each handed out once until the range is used up."""

    def __init__(self, ports: range) -> None:
        self._ports = ports
        self._next = 0

    def take(self, count: int = 1) -> int:
        """The first of `count` free ports in a row, the first of them even."""
        for _ in range(len(self._ports)):
            start = self._ports[self._next % len(self._ports)]
            self._next += count + count % 2
            run = range(start, start + count)
            if run[-1] in self._ports and all(map(is_free, run)):
                return start
        raise RuntimeError(f"no {count} free ports in {self._ports}")


def is_free(port: int) -> bool:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                return False
    return True


sip_ports = Ports(SIP_PORTS)
rtp_ports = Ports(RTP_PORTS)


def favour(pid: int) -> None:
    """Let a process with sound go before others, where that is allowed: a bridge that starves loses time.

    Linux keeps a priority for each thread (setpriority(2)); threads begun later have their beginner's.
    """
    with suppress(PermissionError, ProcessLookupError, FileNotFoundError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.setpriority(os.PRIO_PROCESS, int(thread.name), -10)


# --- sound ---


def tone(frequency_hz: int, seconds: float, rate_hz: int = RATE_HZ, level: int = 8000) -> np.ndarray:
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * frequency_hz * at)).astype("<i2")


def write_wav(path: Path, samples: np.ndarray, rate_hz: int = RATE_HZ) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate_hz)
        sound.writeframes(samples.tobytes())
    return path


def write_tone(path: Path, frequency_hz: int, seconds: float, rate_hz: int = RATE_HZ) -> Path:
    return write_wav(path, tone(frequency_hz, seconds, rate_hz), rate_hz)


def read_wav(path: Path) -> tuple[np.ndarray, int]:
    """Samples and rate, whatever the header's sizes say."""
    data = path.read_bytes()
    rate = int.from_bytes(data[24:28], "little")
    sound = data[data.index(b"data") + 8 :]
    return np.frombuffer(sound[: len(sound) // 2 * 2], dtype="<i2"), rate


def loudness(samples: np.ndarray, rate_hz: int, frequency_hz: int) -> float:
    """Amplitude of one frequency, on the scale of the samples."""
    if not len(samples):
        return 0.0
    windowed = samples * np.hanning(len(samples))
    spectrum = np.abs(np.fft.rfft(windowed)) * 4 / len(samples)
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    return float(spectrum[np.abs(frequencies - frequency_hz) < 5].max(initial=0.0))


def heard(path: Path, among: tuple[int, ...], start_s: float = 0.0, end_s: float | None = None) -> set[int]:
    """Which of these frequencies sound in a stretch of a recording."""
    samples, rate = read_wav(path)
    part = samples[int(start_s * rate) : None if end_s is None else int(end_s * rate)]
    return {frequency for frequency in among if loudness(part, rate, frequency) > 800}


# --- sipp ---

SDP = """\
v=0
o=user1 53655765 {version} IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-11,16
a={direction}
"""


def sdp(direction: str = "sendrecv", version: int = 1) -> str:
    return SDP.format(version=version, direction=direction)


def request(
    method: str,
    cseq: int,
    *,
    body: str = "",
    kind: str = "",
    headers: str = "",
    branch: str = "[branch]",
    sender: str = "sip:13800000000@[local_ip]:[local_port]",
) -> str:
    """A request of the caller; in the dialog unless it is an INVITE with CSeq 1, an OPTIONS or a CANCEL."""
    first = method in {"OPTIONS", "CANCEL"} or (method == "INVITE" and cseq == 1)
    retransmits = "" if method == "ACK" else ' retrans="500"'
    lines = [
        f"{method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0",
        f"Via: SIP/2.0/[transport] [local_ip]:[local_port];branch={branch}",
        f"From: <{sender}>;tag=[pid]tag[call_number]",
        f"To: <sip:[service]@[remote_ip]:[remote_port]>{'' if first else '[peer_tag_param]'}",
        "Call-ID: [call_id]",
        f"CSeq: {cseq} {method}",
        "Contact: sip:caller@[local_ip]:[local_port]",
        "Max-Forwards: 70",
        *([headers] if headers else []),
        *([f"Content-Type: {kind}"] if kind else []),
        "Content-Length: [len]",
        "",
        body,
    ]
    return f"<send{retransmits}><![CDATA[\n\n" + "\n".join(lines) + "\n]]></send>\n"


def response(status: str, *, body: str = "", headers: str = "", tagged: bool = True, cseq: str = "[last_CSeq:]") -> str:
    """An answer of the callee to the last request."""
    lines = [
        f"SIP/2.0 {status}",
        "[last_Via:]",
        "[last_From:]",
        "[last_To:]" + (";tag=[pid]uas[call_number]" if tagged else ""),
        "[last_Call-ID:]",
        cseq,
        "Contact: <sip:callee@[local_ip]:[local_port]>",
        *([headers] if headers else []),
        *(["Content-Type: application/sdp"] if body else []),
        "Content-Length: [len]",
        "",
        body,
    ]
    return "<send><![CDATA[\n\n" + "\n".join(lines) + "\n]]></send>\n"


def late_answer(body: str) -> str:
    """200 to the INVITE after its CANCEL, which has the INVITE's Via and CSeq number (RFC 3261 §9.1)."""
    return response("200 OK", body=body, cseq="CSeq: [cseq] INVITE")


def invite(**given: str) -> str:
    return request("INVITE", 1, body=sdp(), kind="application/sdp", **given)


def expect(what: int | str, *, optional: bool = False) -> str:
    kind = "response" if isinstance(what, int) else "request"
    return f'<recv {kind}="{what}"{" optional=" + chr(34) + "true" + chr(34) if optional else ""}></recv>\n'


def pause(milliseconds: int) -> str:
    return f'<pause milliseconds="{milliseconds}"/>\n'


ANSWERED = expect(100, optional=True) + expect(180, optional=True) + expect(183, optional=True) + expect(200)


def acknowledge(cseq: int = 1) -> str:
    return request("ACK", cseq)


def hang_up(cseq: int = 9) -> str:
    return request("BYE", cseq) + expect(200)


def acknowledge_failure(branch: str) -> str:
    """ACK to a final response of 4xx-6xx belongs to the INVITE's own transaction (RFC 3261 §17.1.1.3)."""
    return request("ACK", 1, branch=branch)


def refused(status: int) -> str:
    """A call that gets this final response."""
    branch = "z9hG4bK-r-[pid]-[call_number]"
    provisional = expect(100, optional=True) + expect(180, optional=True)
    return invite(branch=branch) + provisional + expect(status) + acknowledge_failure(branch)


LONG_CALL = invite() + ANSWERED + acknowledge() + expect("BYE") + response("200 OK", tagged=False)
"""A caller who never hangs up."""


def stream(alaw: Path) -> str:
    """Send this file's sound, over and over."""
    return f'<nop><action><exec rtp_stream="{alaw},-1,8,PCMA/8000"/></action></nop>\n'


STOP_STREAM = '<nop><action><exec rtp_stream="pause"/></action></nop>\n'


def write_keys(path: Path, keys: str) -> Path:
    """A capture of telephone-events (RFC 4733 §2.3), 100 ms a key and 100 ms between them, payload type 101."""
    packets: list[tuple[float, bytes]] = []
    for place, key in enumerate(keys):
        for step in range(1, 8):
            last = step >= 5
            event = struct.pack("!BBH", "0123456789*#ABCD".index(key), (0x80 if last else 0) | 10, 160 * min(step, 5))
            rtp = struct.pack("!BBHII", 0x80, (0x80 if step == 1 else 0) | 101, len(packets) + 1, 1600 * place, 0x1234)
            packets.append((place * 0.2 + step * 0.02, rtp + event))
    path.write_bytes(capture(packets))
    return path


def capture(packets: list[tuple[float, bytes]]) -> bytes:
    """A pcap file (Ethernet, IPv4, UDP) of (second, UDP payload)."""
    file = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for at, payload in packets:
        udp = struct.pack("!HHHH", 6000, 6002, 8 + len(payload), 0) + payload
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")
        frame = bytes(12) + b"\x08\0" + ip + udp
        file += struct.pack("<IIII", int(at), int(at % 1 * 1e6), len(frame), len(frame)) + frame
    return file


def keys_pcap(path: Path) -> str:
    """Send telephone-events (RFC 4733) from a capture."""
    return f'<nop><action><exec play_pcap_audio="{path}"/></action></nop>\n'


def write_alaw(path: Path, frequency_hz: int, seconds: float = 4.0) -> Path:
    soundfile.write(path, tone(frequency_hz, seconds, 8000), 8000, format="RAW", subtype="ALAW")
    return path


@dataclass
class Sipp:
    """One sipp process running one scenario."""

    scenario: str
    folder: Path
    target: str = ""
    service: str = "12345"
    options: tuple[str, ...] = ()
    calls: int = 1
    port: int = field(default_factory=sip_ports.take)
    process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """Where it takes calls."""
        return f"sip:callee@{LOOPBACK}:{self.port}"

    def start(self) -> "Sipp":
        file = self.folder / f"sipp-{self.port}.xml"
        head = '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="test">\n'
        file.write_text(head + self.scenario + "</scenario>\n")
        command = ["sipp", *([self.target] if self.target else []), "-sf", str(file), "-s", self.service]
        command += ["-i", LOOPBACK, "-p", str(self.port), "-mi", LOOPBACK, "-mp", str(rtp_ports.take(6))]
        command += ["-m", str(self.calls), "-nostdin", "-timeout", "30", "-timeout_error", "-trace_err", *self.options]
        with (self.folder / f"sipp-{self.port}.out").open("wb") as output:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=output, stderr=subprocess.STDOUT)
        return self

    async def finish(self, timeout_s: float = 30.0) -> None:
        """Wait for its end. Raises AssertionError with sipp's own words when the scenario failed."""
        assert self.process is not None
        status = await asyncio.to_thread(self.process.wait, timeout_s)
        logs = self.folder.glob(f"*_{self.process.pid}_errors.log")
        errors = "".join(log.read_text(errors="replace") for log in logs)
        assert status == 0, f"sipp ended with {status}\n{errors}"

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
