"""Measure drafting against calls and messages with known tickets: one JSON object with accuracies by field.

    python scripts/eval_drafting.py --data DIR [--misses] [--from N] [--to N]

DIR holds `dialogues.jsonl` (calls written turn by turn) and `labelled_messages.jsonl`. Punctuation is stripped, as a
recogniser gives none; a message is read as one call in which only the citizen speaks, a line for each sentence.
Strict counts the main label, lenient also the alternative label, or for free text a value that overlaps enough.
`--from` and `--to` choose a part of both sets, so that one part can stay unseen while lists are being written.
"""

import argparse
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rapidfuzz.fuzz import ratio

from callflow.drafting import DraftContext, FieldName, TicketDraft, draft_ticket
from callflow.drafting.numbers import counts_as_digits
from callflow.units import CallMs, LegId, UtteranceId
from callflow.utterance import Utterance

CALLING = "13900001111"
CONTEXT = DraftContext(calling_number=CALLING, started_at=0, city="江城")
ENOUGH = 60.0
PART_OF = 0.4

Scores = dict[str, list[tuple[bool, bool]]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--misses", action="store_true", help="print what differs, to the error output")
    options.add_argument("--from", dest="first", type=int, default=0)
    options.add_argument("--to", dest="last", type=int, default=None)
    asked = options.parse_args()
    report = {
        "dialogues": measure(read(asked.data / "dialogues.jsonl", asked), call, "ticket", misses=asked.misses),
        "messages": measure(
            read(asked.data / "labelled_messages.jsonl", asked), message, "labels", misses=asked.misses
        ),
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))


def read(path: Path, asked: argparse.Namespace) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[asked.first : asked.last]]


def measure(items: list[dict[str, Any]], said: Any, gold_key: str, *, misses: bool) -> dict[str, Any]:
    scores: Scores = defaultdict(list)
    slowest = 0.0
    for item in items[:1]:
        draft_ticket(said(item), CONTEXT)
    for item in items:
        begun = time.process_time()
        draft = draft_ticket(said(item), CONTEXT)
        slowest = max(slowest, time.process_time() - begun)
        for name, strict, lenient, shown in compare(item[gold_key], draft):
            scores[name].append((strict, lenient))
            if misses and not lenient:
                print(item["id"], name, shown, file=sys.stderr)
    return {"n": len(items), "slowest_ms": round(slowest * 1000, 1), "fields": summary(scores)}


def summary(scores: Scores) -> dict[str, dict[str, float]]:
    return {
        name: {
            "n": len(pairs),
            "strict": round(sum(strict for strict, _ in pairs) / len(pairs), 3),
            "lenient": round(sum(lenient for _, lenient in pairs) / len(pairs), 3),
        }
        for name, pairs in scores.items()
    }


def call(item: dict[str, Any]) -> list[Utterance]:
    return [utterance(at, turn["speaker"], turn["text"]) for at, turn in enumerate(item["turns"])]


def message(item: dict[str, Any]) -> list[Utterance]:
    sentences = [item["subject"], *re.split(r"[。！？!?\n]+", item["text"])]
    return [utterance(at, "citizen", text) for at, text in enumerate(sentences)]


def utterance(at: int, role: str, text: str) -> Utterance:
    bare = re.sub(r"[^\w*]+", "", text)
    start = CallMs(at * 1000)
    return Utterance(
        id=UtteranceId(f"{role}:{at}"),
        leg=LegId(role),
        role=role,
        start_ms=start,
        end_ms=CallMs(start + 900),
        text=bare,
    )


def compare(gold: dict[str, Any], draft: TicketDraft) -> Iterator[tuple[str, bool, bool, str]]:
    """(field, strict, lenient, what differs) for every field that the gold ticket has."""
    values = {name: field.value for name, field in draft.fields.items()}
    category = values.get(FieldName.CATEGORY, " / ").split(" / ")
    yield labelled("request_type", values.get(FieldName.REQUEST_TYPE), gold)
    yield labelled("category1", category[0], gold)
    yield labelled("category2", category[1], gold)
    yield labelled("urgency", values.get(FieldName.URGENCY), gold)
    if gold["urgency"] == "特急":
        yield labelled("urgency_danger_recall", values.get(FieldName.URGENCY), {"urgency_danger_recall": "特急"})
    yield written("place", values.get(FieldName.PLACE), gold["location"])
    yield written("title", values.get(FieldName.TITLE), gold["title"])
    if "caller_name" in gold:
        yield from of_a_call(values, gold)


def of_a_call(values: dict[FieldName, str], gold: dict[str, Any]) -> Iterator[tuple[str, bool, bool, str]]:
    yield written("incident_time", values.get(FieldName.INCIDENT_TIME), gold["incident_time"])
    name = values.get(FieldName.CALLER_NAME, "").replace("匿名", "") or None
    surname = bool(name and gold["caller_name"] and name[0] == gold["caller_name"][0])
    same = name == gold["caller_name"]
    yield "caller_name", same, same or surname, f"{name} / {gold['caller_name']}"
    number = values.get(FieldName.CALLBACK_NUMBER)
    right = number == (gold["callback_number"] or CALLING)
    yield "callback_number", right, right, f"{number} / {gold['callback_number']}"


def labelled(name: str, value: str | None, gold: dict[str, Any]) -> tuple[str, bool, bool, str]:
    also = gold.get(f"alt_{name}")
    return name, value == gold[name], value in (gold[name], also or gold[name]), f"{value} / {gold[name]} {also or ''}"


def written(name: str, value: str | None, gold: str | None) -> tuple[str, bool, bool, str]:
    one, other = plain(value), plain(gold)
    contained = bool(one and other) and (other in one or (one in other and len(one) >= PART_OF * len(other)))
    lenient = one == other or contained or (bool(one and other) and ratio(one, other) >= ENOUGH)
    return name, one == other, lenient, f"{value} / {gold}"


def plain(text: str | None) -> str:
    return re.sub(r"[\W的]+", "", counts_as_digits(text or ""))


if __name__ == "__main__":
    main()
