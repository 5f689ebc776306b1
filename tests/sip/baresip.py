"""A desk phone for SIP tests: baresip, headless, driven over its control socket."""

import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.sip.listening import LIMIT_S, is_listening
from tests.sip.peers import LOOPBACK, heard, rtp_ports, sip_ports

HEADER_BYTES = 44
BARESIP_CONFIG = """\
poll_method epoll
call_local_timeout 120
call_max_calls 4
net_interface 127.0.0.1
sip_listen 127.0.0.1:{port}
audio_player aubridge,play{port}
audio_source aufile,{speaks}
audio_alert aubridge,alert{port}
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
audio_txmode poll
audio_jitter_buffer_type fixed
audio_jitter_buffer_delay 5-10
rtp_ports {rtp}-{rtp_end}
rtcp_mux no
rtp_timeout 30
module_path /usr/lib/baresip/modules
module g711.so
module srtp.so
module aufile.so
module sndfile.so
module aubridge.so
snd_path {dump}
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
"""


@dataclass
class Baresip:
    """A phone that answers by itself, speaks a WAV over and over and records what it hears."""

    folder: Path
    speaks: Path
    user: str = "agent"
    registrar: str = ""
    password: str = ""
    answers: bool = True
    srtp: str = ""
    """baresip's `mediaenc`: `srtp` (optional), `srtp-mand`, or none."""
    port: int = field(default_factory=lambda: sip_ports.take(4))
    process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """Where it takes calls."""
        return f"sip:{self.user}@{LOOPBACK}:{self.port}"

    def start(self) -> "Baresip":
        home = self.folder / f"baresip-{self.port}"
        (home / "dump").mkdir(parents=True)
        rtp, self.control = rtp_ports.take(20), sip_ports.take(2)
        config = BARESIP_CONFIG.format(
            port=self.port, speaks=self.speaks, dump=home / "dump", rtp=rtp, rtp_end=rtp + 19, control=self.control
        )
        (home / "config").write_text(config)
        answer = ";answermode=auto" if self.answers else ""
        where = self.registrar or f"{LOOPBACK}:{self.port}"
        login = f";auth_pass={self.password};regint=60" if self.registrar else ";regint=0"
        secret = f";mediaenc={self.srtp}" if self.srtp else ""
        (home / "accounts").write_text(f"<sip:{self.user}@{where}>{answer}{login}{secret};audio_codecs=PCMA\n")
        with (home / "out").open("wb") as output:
            self.process = subprocess.Popen(
                ["baresip", "-f", str(home)], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        self.home = home
        self._wait_until_up()
        return self

    def _wait_until_up(self) -> None:
        until = time.monotonic() + LIMIT_S
        while not is_listening(self.control, "tcp"):
            assert time.monotonic() < until, f"baresip does not start: {(self.home / 'out').read_text()}"
            time.sleep(0.05)

    def command(self, name: str, parameters: str = "") -> bytes:
        """Send one of baresip's commands (`hold`, `resume`, `hangup`, `dial`, `accept`) over its control socket."""
        text = f'{{"command":"{name}","params":"{parameters}","token":"t"}}'
        with socket.create_connection((LOOPBACK, self.control), timeout=5) as control:
            control.sendall(f"{len(text)}:{text},".encode())
            return control.recv(4096)

    def says(self) -> str:
        """All that it has printed."""
        return (self.home / "out").read_text(errors="replace")

    def ear(self) -> Path:
        """The recording of what came in, the latest."""
        dumps = self._dumps()
        assert dumps, f"nothing heard; baresip says: {(self.home / 'out').read_text()}"
        return dumps[-1]

    def hears(self, among: tuple[int, ...], last_s: float = 0.6) -> set[int] | None:
        """Which of these frequencies (Hz) have come in lately, by the recording that grows; None before it begins."""
        dumps = self._dumps()
        return heard(dumps[-1], among, -last_s) if dumps and dumps[-1].stat().st_size > HEADER_BYTES else None

    def _dumps(self) -> list[Path]:
        return sorted((self.home / "dump").glob("*-dec.wav"), key=lambda file: file.stat().st_mtime)

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
