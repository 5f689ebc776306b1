"""How long a revision of a draft takes as a call goes on: `python scripts/bench_drafting.py [--minutes 10]`.

The call is made of the sample call's sentences, each a little different, ten utterances a minute. Printed, in
milliseconds of one core: the last revision (what the agent waits for), the median, and a revision of the whole call
with nothing known.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from callflow.drafting import DraftContext, TicketDraft, draft_ticket
from callflow.units import CallMs
from callflow.utterance import Utterance
from scripts.spoken import utterance

SCRIPT = Path(__file__).resolve().parent.parent / "assets" / "demo" / "call" / "script.json"
PER_MINUTE = 10
CONTEXT = DraftContext(calling_number="13900001111", started_at=1_764_380_000_000, city="江城")
DIGITS = "零一二三四五六七八九"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--minutes", type=int, default=10)
    minutes = given.parse_args().minutes
    draft_ticket(call(1), CONTEXT)
    figures = {f"{each} min": measured(each) for each in (minutes // 2, minutes)}
    print(json.dumps(figures, indent=1))


def measured(minutes: int) -> dict[str, float]:
    said = call(minutes, variant=minutes)
    begun = time.process_time()
    draft_ticket(said, CONTEXT)
    fresh = time.process_time() - begun
    said = call(minutes, variant=minutes + 1)
    took: list[float] = []
    draft = TicketDraft()
    for count in range(1, len(said) + 1):
        begun = time.process_time()
        draft = draft_ticket(said[:count], CONTEXT, draft)
        took.append(time.process_time() - begun)
    last = median(took[-PER_MINUTE:])
    return {
        name: round(1000 * value, 2) for name, value in (("last", last), ("median", median(took)), ("fresh", fresh))
    }


def call(minutes: int, variant: int = 0) -> list[Utterance]:
    turns = json.loads(SCRIPT.read_text(encoding="utf-8"))["turns"]
    return [varied(at, turns[at % len(turns)], variant) for at in range(minutes * PER_MINUTE)]


def varied(at: int, turn: dict[str, str], variant: int) -> Utterance:
    text = f"{turn['text']}这是第{''.join(DIGITS[int(digit)] for digit in f'{variant}{at}')}次说的。"
    return utterance(at, turn["speaker"], text, every=CallMs(60_000 // PER_MINUTE), lasts=CallMs(5_000))


if __name__ == "__main__":
    main()
