"""Measure drafting against calls and messages with known tickets.

    python scripts/eval_drafting.py --data DIR --json [--speech DIR] [--cache DIR] [--half odd|even] [--misses]

DIR holds `dialogues.jsonl` (calls written turn by turn, with the gold ticket), `labelled_messages.jsonl`, and, for the
speech block, `dialogue_speech/` (one A-law WAV a turn). A message is read as a call in which only the citizen speaks, a
line for each sentence. Rules: `drafting_rules.py`. `lenient` counts a label's stated alternative as right and compares
places after normalisation; `strict` does neither. `speech` is lenient, over the dialogues as the recogniser heard them;
`text_of_spoken` is the same calls from the true text, to compare it with. `spread` is lenient over five random halves.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from callflow.drafting import DraftContext, FieldName, TicketDraft, draft_ticket
from callflow.drafting.matters.emergency import Found, emergency_in
from callflow.utterance import Utterance
from scripts import drafting_rules as rules
from scripts.spoken import utterance

CALLING = "13900001111"
CONTEXT = DraftContext(calling_number=CALLING, started_at=1_764_380_000_000, city="江城")
SPLITS = 5
LABELS = ("request_type", "urgency", "department")

Item = dict[str, Any]
Scores = dict[str, float]


class Scored:
    """One text: its gold ticket, its draft, and what each field scores (strict, lenient) in 0..1."""

    def __init__(self, name: str, gold: Item, said: list[Utterance], *, is_call: bool) -> None:
        self.name = name
        self.gold = gold
        begun = time.process_time()
        self.draft = draft_ticket(said, CONTEXT)
        self.seconds = time.process_time() - begun
        self.emergency = emergency(said)
        self.critical = gold["urgency"] == "特急"
        self.fields = {lenient: dict(self._scores(is_call=is_call, lenient=lenient)) for lenient in (0, 1)}

    def _scores(self, *, is_call: bool, lenient: bool) -> Iterable[tuple[str, float]]:
        yield from scores(self.gold, self.draft, is_call=is_call, lenient=lenient)
        if is_call:
            service = self.emergency.service if self.emergency else None
            yield "emergency_service", service == self.gold["emergency_handover"]

    @property
    def alarmed(self) -> bool:
        """Whether the draft calls for somebody at once."""
        return value_of(self.draft, FieldName.URGENCY) == "特急" or self.emergency is not None

    @property
    def false_alarm(self) -> bool:
        """Whether it does so for no reason."""
        return self.alarmed and "特急" not in (self.gold["urgency"], self.gold.get("alt_urgency"))


def emergency(said: list[Utterance]) -> Found | None:
    """The first emergency in the citizen's words, as the switchboard finds it."""
    return next((found for each in said if each.role == "citizen" and (found := emergency_in(each.text))), None)


def main() -> None:
    asked = options().parse_args()
    calls = [scored(item, call(item)) for item in read(asked.data / "dialogues.jsonl", asked.half)]
    messages = [scored(item, message(item)) for item in read(asked.data / "labelled_messages.jsonl", asked.half)]
    if not calls and not messages:
        sys.exit(f"{asked.data}: neither dialogues.jsonl nor labelled_messages.jsonl has a text to score")
    report: dict[str, Any] = {
        "lenient": summary(calls + messages, lenient=True),
        "strict": summary(calls + messages, lenient=False),
        "speech": {},
        "by_source": {"dialogues": summary(calls, lenient=True), "messages": summary(messages, lenient=True)},
        "spread": spread(calls + messages),
        "slowest_ms": round(1000 * max(one.seconds for one in calls + messages), 1),
    }
    spoken = asked.speech or asked.data / "dialogue_speech"
    if spoken.is_dir() and not asked.no_speech:
        report |= by_speech(asked, spoken)
    if asked.misses:
        tell_misses(calls + messages)
    print(json.dumps(report, ensure_ascii=False) if asked.json else json.dumps(report, ensure_ascii=False, indent=1))


def options() -> argparse.ArgumentParser:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--data", type=Path, required=True)
    given.add_argument("--json", action="store_true", help="one line of JSON")
    given.add_argument("--speech", type=Path, help="where the spoken dialogues are; default: dialogue_speech in DIR")
    given.add_argument("--no-speech", action="store_true", help="leave the speech block empty")
    given.add_argument("--cache", type=Path, help="keep what was recognised here")
    given.add_argument("--half", choices=("odd", "even"), help="only every other text")
    given.add_argument("--misses", action="store_true", help="print what differs, to the error output")
    return given


def read(path: Path, half: str | None) -> list[Item]:
    """The texts of a set, none when the folder does not have it."""
    if not path.is_file():
        return []
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return items if half is None else items[half == "odd" :: 2]


def scored(item: Item, said: list[Utterance]) -> Scored:
    is_call = "ticket" in item
    return Scored(item["id"], item["ticket" if is_call else "labels"], said, is_call=is_call)


def call(item: Item) -> list[Utterance]:
    return [utterance(at, turn["speaker"], turn["text"]) for at, turn in enumerate(item["turns"])]


def message(item: Item) -> list[Utterance]:
    sentences = [item["subject"], *re.split(r"(?<=[。！？!?])|\n+", item["text"])]
    return [utterance(at, "citizen", text.strip()) for at, text in enumerate(sentences) if text.strip()]


def value_of(draft: TicketDraft, name: FieldName) -> str:
    return draft.fields[name].value if name in draft.fields else ""


def scores(gold: Item, draft: TicketDraft, *, is_call: bool, lenient: bool) -> Iterable[tuple[str, float]]:
    """(field, score) of every field that the gold ticket has."""
    levels = [*value_of(draft, FieldName.CATEGORY).split(" / "), "", ""]
    for name, value in (("category1", levels[0]), ("category2", levels[1])):
        yield name, rules.labelled(value, gold, name, lenient=lenient)
    for name in LABELS:
        yield name, rules.labelled(value_of(draft, FieldName(name)), gold, name, lenient=lenient)
    yield (
        "department_top3",
        any(rules.labelled(one, gold, "department", lenient=lenient) for one in departments(draft)[:3]),
    )
    yield "place", rules.same_place(value_of(draft, FieldName.PLACE), gold["location"], lenient=lenient)
    yield "title", rules.title_holds(value_of(draft, FieldName.TITLE), gold["title"])
    if is_call:
        yield from of_a_call(gold, draft)


def departments(draft: TicketDraft) -> list[str]:
    field = draft.fields.get(FieldName.DEPARTMENT)
    return [field.value, *(one.value for one in field.runners_up)] if field else []


def of_a_call(gold: Item, draft: TicketDraft) -> Iterable[tuple[str, float]]:
    number = value_of(draft, FieldName.CALLBACK_NUMBER)
    yield "callback_number", number == (gold["callback_number"] or CALLING)
    name = value_of(draft, FieldName.CALLER_NAME)
    yield "caller_name", rules.same_words("" if name == "匿名" else name, gold["caller_name"])
    yield "incident_time", rules.same_words(value_of(draft, FieldName.INCIDENT_TIME), gold["incident_time"])
    yield "key_facts", rules.facts_kept(value_of(draft, FieldName.BODY), gold["key_facts"])
    for each in (FieldName.ANONYMOUS, FieldName.CONFIDENTIAL, FieldName.DIRECT_ANSWER):
        yield each.value, (value_of(draft, each) == "是") == gold[each.value]


def summary(items: list[Scored], *, lenient: bool) -> Scores:
    """The mean of each field; empty when there are no such texts."""
    if not items:
        return {}
    found: dict[str, list[float]] = {}
    for item in items:
        for name, score in item.fields[lenient].items():
            found.setdefault(name, []).append(float(score))
    rounded = {name: round(mean(values), 4) for name, values in found.items()}
    critical = [item.alarmed for item in items if item.critical]
    rounded["emergency_recall"] = round(mean(critical), 4) if critical else 1.0
    rounded["false_alarms_per_100"] = round(100 * mean(item.false_alarm for item in items), 3)
    return rounded


def spread(items: list[Scored]) -> dict[str, list[float]]:
    """Lowest and highest of each field over five random halves."""
    halves = [random.Random(seed).sample(items, len(items) // 2) for seed in range(SPLITS)]
    each = [summary(half, lenient=True) for half in halves]
    names = dict.fromkeys(name for one in each for name in one)
    return {name: [pick(one[name] for one in each if name in one) for pick in (min, max)] for name in names}


def by_speech(asked: argparse.Namespace, spoken: Path) -> dict[str, Any]:
    from scripts.drafting_speech import heard_dialogues  # noqa: PLC0415  needs the speech model

    heard: Callable[[Item], list[Utterance]] = heard_dialogues(spoken, asked.cache)
    items = read(asked.data / "dialogues.jsonl", asked.half)
    spoken_calls = [scored(item, heard(item)) for item in items]
    if asked.misses:
        tell_misses(spoken_calls)
    return {
        "speech": summary(spoken_calls, lenient=True),
        "text_of_spoken": summary([scored(item, call(item)) for item in items], lenient=True),
    }


def tell_misses(items: list[Scored]) -> None:
    for item in items:
        wrong = [name for name, score in item.fields[1].items() if score < 1]
        for name in wrong:
            value = value_of(item.draft, FieldName.CATEGORY if name.startswith("category") else known(name))
            gold = item.gold.get({"place": "location"}.get(name, name))
            also = item.gold.get(f"alt_{name}", "")
            print(item.name, name, "|", value, "|", gold, also, file=sys.stderr)
        if item.false_alarm:
            print(item.name, "false alarm", item.emergency, file=sys.stderr)


def known(name: str) -> FieldName:
    names = {
        "department_top3": FieldName.DEPARTMENT,
        "key_facts": FieldName.BODY,
        "emergency_service": FieldName.URGENCY,
    }
    return names.get(name) or FieldName(name)


if __name__ == "__main__":
    main()
