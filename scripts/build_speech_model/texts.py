"""Step `texts`: citizens' messages become clauses to speak and to learn the language from.

A tenth of the messages, chosen by a hash of their number, is kept out of everything that learns. So are the messages
that the evaluation's dialogues were written from, and every clause that is spoken in an evaluation set.

Reads DATA/messages.jsonl and DATA/category_messages.jsonl; writes WORK/clauses.tsv (message, clause).
"""

import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

MESSAGE_FILES = ("messages.jsonl", "category_messages.jsonl")
EVALUATION_LISTS = {
    "demo_speech/transcripts.tsv": 2,
    "dialogue_speech/index.tsv": -1,
    "human_speech/transcripts.tsv": -1,
}
"""Files of transcripts, and their column that holds the text."""
PLACES = ((r"[A-Z]{1,2}\d*市", "我市"), (r"[A-Z]\d+区", "我区"), (r"[A-Z]\d+县", "我县"), (r"[A-Z]\d+镇", "我镇"))
"""The messages' places were made anonymous as letters and numbers, which nobody says."""
_BREAKS = re.compile(r"[，。！？；：、,!?;:…—\-\n]+")
_UNSPOKEN = re.compile(r"[“”\"‘’'《》〈〉【】\[\]（）()「」*#￥$@&~～^_=+|\\/<>\s]")
_SPEAKABLE = re.compile(r"[\u4e00-\u9fff0-9.%]+")
_NUMBER_TOO_LONG = re.compile(r"\d{8,}")


def write_clauses(data: Path, work: Path, most: int) -> None:
    """Write the clauses that may be learned from, of the first `most` messages."""
    kept_out = _dialogue_sources(data)
    spoken = evaluated(data)
    with (work / "clauses.tsv").open("w", encoding="utf-8") as out:
        for message in islice(_messages(data), most):
            if is_held_out(message["id"]) or message["id"] in kept_out:
                continue
            for clause in _clauses(message):
                if clause not in spoken:
                    out.write(f"{message['id']}\t{clause}\n")


def is_held_out(message_id: str) -> bool:
    """Whether a message belongs to the tenth that nothing learns from."""
    number = message_id.rpartition("-")[2]
    return int(hashlib.md5(number.encode(), usedforsecurity=False).hexdigest(), 16) % 10 == 0


def clauses(text: str) -> Iterator[str]:
    """The parts of a text between its punctuation marks that can be spoken as they are."""
    for place, spoken in PLACES:
        text = re.sub(place, spoken, text)
    text = text.replace("西地省", "我省")
    for part in _BREAKS.split(_UNSPOKEN.sub("", text)):
        clause = part.strip(".·")
        if _SPEAKABLE.fullmatch(clause) and not _NUMBER_TOO_LONG.search(clause):
            yield clause


def _clauses(message: dict[str, Any]) -> Iterator[str]:
    for field in ("subject", "title", "text", "reply"):
        yield from clauses(str(message.get(field) or ""))


def _messages(data: Path) -> Iterator[dict[str, Any]]:
    for name in MESSAGE_FILES:
        for line in (data / name).read_text("utf-8").splitlines():
            yield json.loads(line)


def _dialogue_sources(data: Path) -> set[str]:
    path = data / "dialogues.jsonl"
    if not path.exists():
        return set()
    return {json.loads(line).get("source_message") for line in path.read_text("utf-8").splitlines()}


def evaluated(data: Path) -> set[str]:
    """Every clause of the evaluation sets' transcripts."""
    said = []
    for name, column in EVALUATION_LISTS.items():
        path = data / name
        if path.exists():
            said += [row[column] for row in csv.reader(path.open(encoding="utf-8"), delimiter="\t")]
    return {clause for text in said for clause in clauses(text)}


if __name__ == "__main__":
    write_clauses(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
