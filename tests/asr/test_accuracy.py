"""Whether words come out at all as they were said. Not a measurement: `docs/speech.md` has those."""

import csv
import os
from pathlib import Path

import pytest

from asr.segments import Segmenter, Spoken
from asr.silero import SileroVoice
from asr.vosk import VoskModel
from tests.asr.sound import REPOSITORY, blocks_of, telephone

SENTENCES = Path(os.environ.get("LINGTING_SPEECH_DATA", REPOSITORY.parent / "shared/data")) / "demo_speech"


def distance(said: str, heard: str) -> int:
    """Levenshtein's."""
    row = list(range(len(heard) + 1))
    for at, character in enumerate(said, 1):
        last, row = row, [at]
        for index, other in enumerate(heard, 1):
            row.append(min(last[index] + 1, row[-1] + 1, last[index - 1] + (character != other)))
    return row[-1]


@pytest.mark.skipif(not SENTENCES.is_dir(), reason="demo_speech is not there; set LINGTING_SPEECH_DATA to its parent")
def test_held_out_sentences_are_heard_with_few_errors(vosk_model: VoskModel) -> None:
    rows = list(csv.reader((SENTENCES / "transcripts.tsv").open(encoding="utf-8"), delimiter="\t"))[:8]
    errors = characters = 0
    for name, _, said, *_ in rows:
        segmenter = Segmenter(SileroVoice(), vosk_model.recogniser)
        silence = [bytes(3200)] * 8
        blocks = [*silence[:4], *blocks_of(telephone(SENTENCES / name)), *silence]
        found = [item for data in blocks for item in segmenter.feed(data)] + list(segmenter.finish())
        heard = "".join(word.text for item in found if isinstance(item, Spoken) for word in item.words)
        errors += distance(said, heard)
        characters += len(said)
    assert errors / characters < 0.15
