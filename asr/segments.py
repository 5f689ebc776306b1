"""Cutting a leg into segments and each segment into words, as a pure function of its samples.

A speech worker may die at any moment and another one takes the leg over. Its words must then be the same, or some
would be lost or said twice. So nothing here depends on when or in what portions samples arrived:

- A leg is a row of exact 100 ms blocks. A segment starts up to 300 ms before the block in which voice begins and
  ends after a hang of blocks without voice, at the recogniser's own endpoint, or by a cut.
- Each segment has a fresh recogniser, and the voice detector forgets everything when a segment ends; what
  comes after a segment's end (`resume_sample`) is hence a function of the samples after it.
- Somebody who speaks on and on is cut at the first block without voice after 15 s. If there is none before 19 s,
  the cut falls on the quietest block since 15 s, words after it are left to the next segment, and their blocks are
  heard again.

Decoding that starts again at any `resume_sample` therefore goes on exactly as it would have.

A leg may change its model at a sample (`until`): segments that begin before it are decoded to their end, and the next
model's segmenter starts at `handover`, with the lead that lies before what it has not heard.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

import msgspec
import numpy as np

from asr.recording import RECORDING_START
from callflow.units import SAMPLE_RATE_HZ, DurationMs, SampleIndex

FORGETTING_BLOCKS = 10
"""So many quiet blocks in a row leave a voice detector nothing to remember."""


class SegmentWord(msgspec.Struct, frozen=True, kw_only=True):
    """A word, timed from its segment's first sample."""

    text: str
    start_ms: DurationMs
    end_ms: DurationMs
    confidence: float


class Recogniser(Protocol):
    """Hears one segment. Samples are 16 kHz, 16 bit, mono; the same blocks give the same answers."""

    def accept(self, block: bytes) -> bool:
        """Hear a block (100 ms, the last one may be shorter); True at an endpoint: the speaker seems to be done."""
        ...

    def partial(self) -> str:
        """The words so far, as people write them; empty when there is none yet."""
        ...

    def result(self) -> tuple[SegmentWord, ...]:
        """All words of the segment, in order. Asked once, at the end."""
        ...


class VoiceDetector(Protocol):
    """Tells speech from everything else, block by block, by the samples since the last reset."""

    def voiced(self, block: bytes) -> bool:
        """Whether somebody speaks in this block."""
        ...

    def quiet(self, block: bytes) -> bool:
        """Whether the block by itself is silence beyond doubt: not voiced, whatever came before.

        After `FORGETTING_BLOCKS` of these in a row the detector answers as after a reset.
        """
        ...

    def reset(self) -> None:
        """Forget all that was heard."""
        ...


class SegmentRules(msgspec.Struct, frozen=True, kw_only=True):
    """Lengths in blocks of 100 ms."""

    lead: int = 3
    """How much is heard before the block in which voice begins."""
    hang: int = 6
    """So many blocks without voice end a segment (measured: `docs/speech.md`)."""
    soft_limit: int = 150
    """From this length on the first block without voice ends a segment."""
    hard_limit: int = 190
    """At this length a segment is cut at its quietest block since the soft limit. Below Vosk's own limit of 20 s."""


class Speaking(msgspec.Struct, frozen=True, kw_only=True):
    """The words so far of an open segment have changed; no text any more when they turned out to be none."""

    first_sample: SampleIndex
    onset_sample: SampleIndex
    text: str


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """A segment in which words were heard is over; decoding resumes at `resume_sample`."""

    first_sample: SampleIndex
    resume_sample: SampleIndex
    words: tuple[SegmentWord, ...]


class _Segment:
    """The open segment: its recogniser and what is needed to end it."""

    def __init__(self, first_sample: int, onset_sample: int, recogniser: Recogniser) -> None:
        self.first_sample = first_sample
        self.onset_sample = onset_sample
        self.recogniser = recogniser
        self.text = ""
        self.blocks = 0
        self.quiet = 0
        self.since_soft_limit: list[bytes] = []

    def speaking(self) -> Speaking:
        """What is shown of it."""
        first, onset = SampleIndex(self.first_sample), SampleIndex(self.onset_sample)
        return Speaking(first_sample=first, onset_sample=onset, text=self.text)


class Segmenter:
    """One leg from `from_sample` on: blocks in, `Speaking` and `Spoken` out."""

    def __init__(
        self,
        voice: VoiceDetector,
        new_recogniser: Callable[[], Recogniser],
        *,
        from_sample: SampleIndex = RECORDING_START,
        rules: SegmentRules | None = None,
        until: SampleIndex | None = None,
    ) -> None:
        self.until = until
        self._voice = voice
        self._new_recogniser = new_recogniser
        self._rules = rules or SegmentRules()
        self._at = int(from_sample)
        self._lead: deque[bytes] = deque(maxlen=self._rules.lead + 1)
        self._segment: _Segment | None = None
        self._voice.reset()

    def feed(self, block: bytes) -> Iterator[Speaking | Spoken]:
        """Hear the next block. All but a closed recording's last one have 1,600 samples."""
        waiting = deque([block])
        while waiting and not self.is_through:
            segment = self._segment
            if segment is None:
                segment = self._scan(waiting.popleft())
            else:
                self._extend(segment, waiting.popleft())
            if segment is not None:
                yield from self._judge(segment, waiting)

    @property
    def is_through(self) -> bool:
        """Whether every segment that begins before `until` is over."""
        return self.until is not None and self._segment is None and self._at >= self.until

    @property
    def handover(self) -> SampleIndex:
        """Where another segmenter goes on, when no segment is open: with what may be the lead of the next one."""
        kept = list(self._lead)[-self._rules.lead :]
        return SampleIndex(self._at - sum(map(len, kept)) // 2)

    def finish(self) -> Iterator[Speaking | Spoken]:
        """The recording is over: end what is open."""
        if self._segment is not None:
            yield from self._end(self._segment)

    def _scan(self, block: bytes) -> _Segment | None:
        """Look for voice; open a segment with its lead when there is some."""
        self._lead.append(block)
        self._at += len(block) // 2
        if not self._voice.voiced(block):
            return None
        first_sample = self._at - sum(map(len, self._lead)) // 2
        segment = _Segment(first_sample, self._at - len(block) // 2, self._new_recogniser())
        self._segment = segment
        for heard in self._lead:
            segment.recogniser.accept(heard)
        segment.blocks = len(self._lead)
        self._lead.clear()
        return segment

    def _extend(self, segment: _Segment, block: bytes) -> None:
        self._at += len(block) // 2
        segment.blocks += 1
        segment.quiet = 0 if self._voice.voiced(block) else segment.quiet + 1
        if segment.recogniser.accept(block):
            segment.quiet = max(segment.quiet, self._rules.hang)
        if segment.blocks > self._rules.soft_limit:
            segment.since_soft_limit.append(block)

    def _judge(self, segment: _Segment, waiting: deque[bytes]) -> Iterator[Speaking | Spoken]:
        """End the segment if it is over, else tell what is new in it."""
        if segment.quiet >= self._rules.hang or (segment.quiet and segment.blocks > self._rules.soft_limit):
            yield from self._end(segment)
        elif segment.blocks >= self._rules.hard_limit:
            yield from self._cut(segment, waiting)
        elif (text := segment.recogniser.partial()) != segment.text:
            segment.text = text
            yield segment.speaking()

    def _cut(self, segment: _Segment, waiting: deque[bytes]) -> Iterator[Speaking | Spoken]:
        """Cut through the quietest block; what comes after it is heard again by the next segment."""
        quietest = min(range(len(segment.since_soft_limit)), key=lambda i: _power(segment.since_soft_limit[i]))
        again = segment.since_soft_limit[quietest + 1 :]
        waiting.extendleft(reversed(again))
        self._at -= sum(map(len, again)) // 2
        yield from self._end(segment)

    def _end(self, segment: _Segment) -> Iterator[Speaking | Spoken]:
        length_ms = (self._at - segment.first_sample) * 1000 / SAMPLE_RATE_HZ
        words = tuple(word for word in segment.recogniser.result() if (word.start_ms + word.end_ms) / 2 < length_ms)
        self._segment = None
        self._voice.reset()
        if words:
            yield Spoken(
                first_sample=SampleIndex(segment.first_sample),
                resume_sample=SampleIndex(self._at),
                words=words,
            )
        elif segment.text:
            segment.text = ""
            yield segment.speaking()


def _power(block: bytes) -> float:
    samples = np.frombuffer(block, "<i2").astype(np.float64)
    return float(samples @ samples) / max(1, len(samples))
