"""sherpa-onnx behind the `Recogniser` port: SenseVoice, Paraformer and zipformer models.

Streaming models hear block by block. The others hear a whole segment at its end; what is shown of it before is the
segment so far, heard again each time it has grown by a quarter (0.6 s at least). So it costs at most some five times
the segment however long that gets, and nothing where nobody asks. Their segments end by the voice detector alone.

All are fed without dither and decode in one thread: the same blocks give the same words. Transducers tell the
probability of each token; the others tell none, and their words have the confidence `NOT_DOUBTED`.
"""

import importlib
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from asr.model_folder import ModelLoadError
from asr.segments import Recogniser, SegmentWord
from asr.sherpa_folder import SherpaKind, SherpaParts, sherpa_parts
from asr.sherpa_words import NOT_DOUBTED, SHORTEST_MS, Token, words_of
from asr.text import without_spaces
from callflow.units import SAMPLE_RATE_HZ

ENDPOINT_S = 0.8
"""So much silence after words is an endpoint of streaming models; at their own 1.2 s the voice detector is sooner."""
TAIL_S = 1.0
"""Silence after the last block, by which a streaming model comes to its last words."""
FIRST_LOOK = GROWTH_AT_LEAST = 6
"""Blocks of a segment after which a model that hears it whole is asked for the words so far."""
GROWTH = 1.25
PORTION_MS = 600
"""What streaming Paraformer decodes at once; it does not say where in it a token lies."""
STREAMING = frozenset({SherpaKind.STREAMING_PARAFORMER, SherpaKind.STREAMING_TRANSDUCER})
_LEAST = 0.01
_Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


class SherpaModel:
    """A loaded model, which makes recognisers. Loading takes up to some seconds."""

    def __init__(self, path: Path) -> None:
        """Raises ModelLoadError."""
        parts = sherpa_parts(path)
        self._streams = parts.kind in STREAMING
        try:
            self._engine = _engine(parts)
        except (RuntimeError, ValueError) as error:
            raise ModelLoadError(f"sherpa-onnx cannot load the {parts.kind} model in {path}: {error}") from error

    def recogniser(self) -> Recogniser:
        """Make a fresh recogniser for one segment."""
        return StreamingRecogniser(self._engine) if self._streams else WholeRecogniser(self._engine)


class StreamingRecogniser:
    """One segment's recogniser of a model that hears speech as it comes."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._stream = engine.create_stream()
        self._heard_ms = 0
        self._came_ms: list[int] = []

    def accept(self, block: bytes) -> bool:
        """Hear a block; True when silence has followed words."""
        self._heard_ms += _length_ms(block)
        self._hear(_floats(block))
        return bool(self._engine.is_endpoint(self._stream) and self._found().tokens)

    def partial(self) -> str:
        """The words so far."""
        return without_spaces(self._found().text)

    def result(self) -> tuple[SegmentWord, ...]:
        """All words, timed within what was heard."""
        self._hear(np.zeros(int(TAIL_S * SAMPLE_RATE_HZ), np.float32))
        found = self._found()
        starts_ms = [round(at * 1000) for at in found.timestamps] or self._came_ms
        return words_of(_tokens(found.tokens, starts_ms, found.ys_probs), found.text, self._heard_ms)

    def _hear(self, samples: _Floats) -> None:
        self._stream.accept_waveform(SAMPLE_RATE_HZ, samples)
        while self._engine.is_ready(self._stream):
            self._engine.decode_stream(self._stream)
            self._note_new_tokens(len(self._found().tokens) - len(self._came_ms))

    def _note_new_tokens(self, new: int) -> None:
        """Spread what has come over the portion in which it came."""
        since = max(self._came_ms[-1] if self._came_ms else 0, self._heard_ms - PORTION_MS)
        step = max(SHORTEST_MS, (self._heard_ms - since) // max(1, new))
        self._came_ms += [since + step * i for i in range(new)]

    def _found(self) -> Any:
        return self._engine.recognizer.get_result(self._stream)


class WholeRecogniser:
    """One segment's recogniser of a model that hears it as a whole."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._heard = b""
        self._blocks = 0
        self._look_at = FIRST_LOOK
        self._shown = ""

    def accept(self, block: bytes) -> bool:
        """Keep a block; such a model knows no endpoint."""
        self._heard += block
        self._blocks += 1
        return False

    def partial(self) -> str:
        """The words of the segment as it was when it was last looked at."""
        if self._blocks >= self._look_at:
            self._look_at = max(self._blocks + GROWTH_AT_LEAST, math.ceil(self._blocks * GROWTH))
            self._shown = without_spaces(self._decoded().text)
        return self._shown

    def result(self) -> tuple[SegmentWord, ...]:
        """All words, timed within what was heard."""
        if not self._heard:
            return ()
        found = self._decoded()
        starts_ms = [round(at * 1000) for at in found.timestamps]
        tokens = _tokens(found.tokens, starts_ms, found.ys_log_probs)
        return words_of(tokens, found.text, _length_ms(self._heard))

    def _decoded(self) -> Any:
        stream = self._engine.create_stream()
        stream.accept_waveform(SAMPLE_RATE_HZ, _floats(self._heard))
        self._engine.decode_stream(stream)
        return stream.result


def _engine(parts: SherpaParts) -> Any:
    """Load the networks. Raises ModelLoadError without sherpa-onnx, RuntimeError for what it cannot load."""
    sherpa = _sherpa(parts.kind)
    networks = {part: str(path) for part, path in parts.networks.items()}
    common = {"tokens": str(parts.tokens), "num_threads": 1}
    endpoint = {"enable_endpoint_detection": True, "rule2_min_trailing_silence": ENDPOINT_S}
    match parts.kind:
        case SherpaKind.SENSE_VOICE:
            return sherpa.OfflineRecognizer.from_sense_voice(**networks, **common, language="zh", use_itn=False)
        case SherpaKind.PARAFORMER:
            return sherpa.OfflineRecognizer.from_paraformer(networks["model"], **common)
        case SherpaKind.TRANSDUCER:
            return sherpa.OfflineRecognizer.from_transducer(**networks, **common)
        case SherpaKind.STREAMING_PARAFORMER:
            return sherpa.OnlineRecognizer.from_paraformer(**networks, **common, **endpoint)
        case SherpaKind.STREAMING_TRANSDUCER:
            return sherpa.OnlineRecognizer.from_transducer(**networks, **common, **endpoint)


def _sherpa(kind: SherpaKind) -> Any:
    try:
        return importlib.import_module("sherpa_onnx")
    except ImportError as error:
        raise ModelLoadError(f"{kind} models need sherpa-onnx, which is not installed: install lingting[sherpa]") from (
            error
        )


def _tokens(texts: Sequence[str], starts_ms: Sequence[int], log_probabilities: Sequence[float]) -> list[Token]:
    """A result's tokens; none when it does not say where each began."""
    if len(starts_ms) != len(texts):
        return []
    told = len(log_probabilities) == len(texts)
    sure = [min(1.0, max(_LEAST, math.exp(one))) for one in log_probabilities] if told else [NOT_DOUBTED] * len(texts)
    rows = zip(texts, starts_ms, sure, strict=True)
    return [Token(text=text, start_ms=start_ms, confidence=confidence) for text, start_ms, confidence in rows]


def _floats(block: bytes) -> _Floats:
    return np.frombuffer(block, "<i2").astype(np.float32) / np.float32(32768)


def _length_ms(block: bytes) -> int:
    return len(block) // 2 * 1000 // SAMPLE_RATE_HZ
