"""The handset of a softphone: a sound card on pjsua2's conference bridge, and the ringing that is heard there.

The wheel has no sound device, so sound passes through a port in Python, which costs some milliseconds a second and
waits for the interpreter's lock: good enough for one phone that does little else, and nothing for a call worker. The
port is made once and never freed, because freeing one while the bridge runs crashes the library.
"""

from collections.abc import Callable
from typing import Any, Protocol

import pjsua2 as pj

from callflow.units import SAMPLE_RATE_HZ
from telephony import softphone_wire as wire
from telephony.elastic_buffer import ElasticBuffer
from telephony.level_meter import LevelMeter
from telephony.pjsua_leg import guarded
from telephony.softphone_call import wall_ms
from telephony.sound_card import NoSoundError

FRAME_MS = 20
FRAME_BYTES = SAMPLE_RATE_HZ // 1000 * FRAME_MS * 2
TELL_LEVELS_EVERY_S = 0.2
LOOK_AGAIN_S = 2.0
RING_HZ, RING_MS, PAUSE_MS = 450, 1000, 4000
"""Ringing in China (GB/T 3380 tones): 450 Hz, one second in five."""
RING_VOLUME = 6000


class Card(Protocol):
    """A microphone and a loudspeaker; `telephony.sound_card.SoundCard` is one."""

    microphone: ElasticBuffer
    loudspeaker: ElasticBuffer
    microphone_level: LevelMeter
    loudspeaker_level: LevelMeter

    @property
    def alive(self) -> bool:
        """Whether both still run."""

    def close(self) -> None:
        """Let go of both."""


class SoundPort(pj.AudioMediaPort):  # type: ignore[misc] # pjsua2 has no types
    """The sound card as the bridge sees it; called from the bridge's clock thread every 20 ms."""

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card
        form = pj.MediaFormatAudio()
        form.init(pj.PJMEDIA_FORMAT_PCM, SAMPLE_RATE_HZ, 1, FRAME_MS * 1000, 16)
        self.createPort("handset", form)

    @guarded
    def onFrameRequested(self, frame: Any) -> None:  # noqa: N802
        """The bridge wants what the microphone has heard."""
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        frame.buf = pj.ByteVector(self.card.microphone.take(FRAME_BYTES))

    @guarded
    def onFrameReceived(self, frame: Any) -> None:  # noqa: N802
        """The bridge has something to be heard."""
        if frame.type == pj.PJMEDIA_FRAME_TYPE_AUDIO:
            self.card.loudspeaker.put(bytes(frame.buf))


class Handset:
    """Speaks into calls, hears them, and rings."""

    def __init__(self, open_card: Callable[[], Card], tell: Callable[[wire.AnyNews], None]) -> None:
        """Raises NoSoundError when there is no sound card."""
        self._open_card, self._tell = open_card, tell
        self._card: Card | None = open_card()
        self._port = SoundPort(self._card)
        self._ringer = pj.ToneGenerator()
        self._ringer.createToneGenerator(SAMPLE_RATE_HZ, 1)
        self._rings = False
        self._tell_at = self._look_at = 0.0

    def join(self, media: Any) -> None:
        """Speak into this slot of the bridge and hear it."""
        self._port.startTransmit(media)
        media.startTransmit(self._port)

    def ring(self, *, rings: bool) -> None:
        """Ring, or be quiet."""
        if rings == self._rings:
            return
        self._rings = rings
        if not rings:
            self._ringer.stop()
            self._ringer.stopTransmit(self._port)
            return
        self._ringer.startTransmit(self._port)
        self._ringer.play(_ringing(), True)

    def step(self, now: float) -> None:
        """Tell levels, and look for a sound card that has gone or come back; `now` is monotonic time in seconds."""
        if self._card is not None and not self._card.alive:
            self._lose(self._card)
        if self._card is None and now >= self._look_at:
            self._look_at = now + LOOK_AGAIN_S
            self._look()
        if self._card is not None and now >= self._tell_at:
            self._tell_at = now + TELL_LEVELS_EVERY_S
            self._tell_levels(self._card)

    def _lose(self, card: Card) -> None:
        self._card = None
        card.close()
        self._tell(wire.NoSound(at=wall_ms(), missing=wire.Missing.CARD, reason="the sound card has gone"))

    def _look(self) -> None:
        try:
            self._card = self._port.card = self._open_card()
        except NoSoundError:
            return
        self._tell(wire.Sound(at=wall_ms()))

    def _tell_levels(self, card: Card) -> None:
        microphone, loudspeaker = card.microphone_level.read(), card.loudspeaker_level.read()
        self._tell(wire.Levels(at=wall_ms(), microphone_db=round(microphone), loudspeaker_db=round(loudspeaker)))

    def close(self) -> None:
        """Let go of the sound card; the bridge must stand still by now."""
        if self._card is not None:
            self._card.close()


def _ringing() -> Any:
    tone = pj.ToneDesc()
    tone.freq1, tone.freq2 = RING_HZ, 0
    tone.on_msec, tone.off_msec, tone.volume = RING_MS, PAUSE_MS, RING_VOLUME
    tones = pj.ToneDescVector()
    tones.append(tone)
    return tones
