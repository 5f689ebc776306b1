"""How well repeats are found: `python scripts/eval_repeats.py --data DIR [--misses]` prints one JSON object.

`messages.jsonl`: nobody has marked its repeats, so they are found by something that the product does not use. People
who write again copy their own text: two messages are a *known repeat* when at least half of all 8-character stretches
of the shorter text stand in the longer one, word for word. (The very same text at the same second is one message listed
twice, and is left out.) Each message then comes in as a ticket, in the order of time, and is asked for repeats among
all that came before it, as in a call.

- `as_in_use` compares whole tickets. As known repeats share text, its recall is an easy one: it shows that none is
  lost.
- `without_text` leaves the text away on both sides: title, place and category must do. Its recall is not helped by
  how the known repeats were found.
- `precision` counts a found pair as right only when it is a known repeat. Many a found pair is one matter told
  twice in other words, so this is a lower bound; `--misses` prints the others, for a person to judge.

`dialogues.jsonl`: calls whose gold ticket says `duplicate_of`. Each call is drafted as the product drafts it and asked
for repeats among the calls before it.

Each is measured twice: what an agent is shown, and what is taken for one matter (`callflow.likeness`).
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from callflow.drafting import DraftContext, FieldName, draft_ticket
from callflow.likeness import ALIKE_FROM, SHOWN_FROM, Comparison, Matter
from callflow.search import chosen, distinct_grams, query_of
from callflow.units import CallMs, LegId, UtteranceId
from callflow.utterance import Utterance

STRETCH = 8
COPIED = 0.5
COMMON_STRETCH = 30
"""A stretch in more messages than these is a form of address."""
CANDIDATES = 40
CONTEXT = DraftContext(calling_number="", started_at=0, city="A")
_SENTENCES = re.compile(r"[。！？；\n]")
_PLAIN = re.compile(r"[^\u4e00-\u9fffa-z0-9]")

Pair = tuple[int, int]


class Earlier:
    """The tickets so far, found as the records find them: by the worth of the grams that they share."""

    def __init__(self) -> None:
        self._matters: list[Matter] = []
        self._holders: dict[str, list[int]] = defaultdict(list)

    def like(self, matter: Matter) -> Iterator[tuple[int, float]]:
        """Those that an agent is shown, and how alike they are."""
        query = query_of((matter.title, 3.0), (matter.place, 2.0), (matter.body, 1.0))
        documents = {gram: len(self._holders[gram]) for gram in query.weights if gram in self._holders}
        held = Counter[int]()
        for gram, worth in chosen(query, documents, len(self._matters)).items():
            held.update(dict.fromkeys(self._holders[gram], round(1_000 * worth)))
        comparison = Comparison(matter, documents, len(self._matters))
        for nth, _ in held.most_common(CANDIDATES):
            score = comparison.with_(self._matters[nth]).score
            if score >= SHOWN_FROM:
                yield nth, score

    def add(self, matter: Matter) -> None:
        """One more has come in."""
        for gram in distinct_grams(matter.title, matter.place, matter.body):
            self._holders[gram].append(len(self._matters))
        self._matters.append(matter)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--misses", action="store_true", help="print what differs, to the error output")
    asked = options.parse_args()
    messages = in_order(read(asked.data / "messages.jsonl"))
    known = known_repeats([one["text"] for one in messages])
    whole = [matter_of_message(one) for one in messages]
    bare = [Matter(title=one.title, category=one.category, place=one.place) for one in whole]
    report = {
        "messages": {
            "messages": len(messages),
            "known_repeats": len(known),
            "as_in_use": measured(whole, known, misses=asked.misses),
            "without_text": measured(bare, known, misses=False),
        },
        "dialogues": dialogues(read(asked.data / "dialogues.jsonl"), misses=asked.misses),
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def in_order(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """By time, each once."""
    once = {(plain(one["text"]), one["time"]): one for one in messages}
    return sorted(once.values(), key=lambda one: (moment(one["time"]), one["id"]))


def moment(text: str) -> datetime:
    parts = [int(part) for part in re.findall(r"\d+", text)]
    return datetime(*parts)  # type: ignore[arg-type, misc]  # noqa: DTZ001  only their order matters


def plain(text: str) -> str:
    return _PLAIN.sub("", text.lower())


def known_repeats(texts: Sequence[str]) -> set[Pair]:
    """Pairs of which one has copied the other's text."""
    stretches = [{one[at : at + STRETCH] for at in range(len(one) - STRETCH + 1)} for one in map(plain, texts)]
    holders: dict[str, list[int]] = defaultdict(list)
    for nth, some in enumerate(stretches):
        for stretch in some:
            holders[stretch].append(nth)
    shared = Counter(pair for held in holders.values() if len(held) < COMMON_STRETCH for pair in combinations(held, 2))
    less: Callable[[Pair], int] = lambda pair: min(len(stretches[pair[0]]), len(stretches[pair[1]]))  # noqa: E731
    return {pair for pair, number in shared.items() if number >= COPIED * less(pair)}


def measured(matters: Sequence[Matter], known: set[Pair], *, misses: bool) -> Mapping[str, Mapping[str, float]]:
    """What is shown, and what of it is taken for one matter."""
    scored = dict(found_pairs(matters))
    alike = {pair for pair, score in scored.items() if score >= ALIKE_FROM}
    if misses:
        tell("found, not known", alike - known, matters)
        tell("known, not found", known - alike, matters)
    return {"shown": figures(set(scored), known), "alike": figures(alike, known)}


def figures(found: set[Pair], known: set[Pair]) -> Mapping[str, float]:
    """Of the known repeats, how many are found; of the found ones, how many are known."""
    again = {pair[1] for pair in known}
    return {
        "found": len(found),
        "precision": share(len(found & known), len(found)),
        "recall": share(len(found & known), len(known)),
        "recall_of_messages": share(len(again & {pair[1] for pair in found & known}), len(again)),
    }


def found_pairs(matters: Sequence[Matter]) -> Iterator[tuple[Pair, float]]:
    earlier = Earlier()
    for nth, matter in enumerate(matters):
        yield from (((other, nth), score) for other, score in earlier.like(matter))
        earlier.add(matter)


def tell(what: str, pairs: set[Pair], matters: Sequence[Matter]) -> None:
    for one, other in sorted(pairs):
        print(f"{what}: {matters[one].title} | {matters[other].title}", file=sys.stderr)


def matter_of_message(message: Mapping[str, Any]) -> Matter:
    """A message as a ticket: its own subject, the place and category that the product drafts."""
    spoken = [spoken_line(nth, "citizen", text) for nth, text in enumerate(sentences(message))]
    values = drafted(spoken)
    return Matter(
        title=message["subject"],
        body=message["text"],
        category=values.get(FieldName.CATEGORY, ""),
        place=values.get(FieldName.PLACE, ""),
    )


def sentences(message: Mapping[str, Any]) -> list[str]:
    return [one for one in _SENTENCES.split(f"{message['subject']}。{message['text']}") if one.strip()]


def spoken_line(nth: int, role: str, text: str) -> Utterance:
    return Utterance(
        id=UtteranceId(f"{role}:{nth}"),
        leg=LegId(role),
        role=role,
        start_ms=CallMs(nth * 1_000),
        end_ms=CallMs(nth * 1_000 + 900),
        text=text,
    )


def drafted(spoken: Sequence[Utterance]) -> dict[FieldName, str]:
    return {name: field.value for name, field in draft_ticket(spoken, CONTEXT).fields.items()}


def dialogues(calls: Sequence[Mapping[str, Any]], *, misses: bool) -> Mapping[str, Any]:
    """The marked dialogues: is the one found that each is a repeat of, and what else is."""
    matters = [matter_of_call(one) for one in calls]
    nth = {one["id"]: at for at, one in enumerate(calls)}
    marked = {(one["ticket"]["duplicate_of"], one["id"]) for one in calls if one["ticket"].get("duplicate_of")}
    known = {(nth[first], nth[again]) for first, again in marked}
    return {"calls": len(calls), "known_repeats": len(known), **measured(matters, known, misses=misses)}


def matter_of_call(call: Mapping[str, Any]) -> Matter:
    values = drafted([spoken_line(nth, turn["speaker"], turn["text"]) for nth, turn in enumerate(call["turns"])])
    fields = {
        "title": FieldName.TITLE,
        "body": FieldName.BODY,
        "category": FieldName.CATEGORY,
        "place": FieldName.PLACE,
    }
    return Matter(**{name: values.get(field, "") for name, field in fields.items()})


def share(part: int, of: int) -> float:
    return round(part / of, 3) if of else 0.0


if __name__ == "__main__":
    main()
