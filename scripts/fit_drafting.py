"""Fit the drafting's shipped weights on public messages, and say whether they do as well as those in use.

    python scripts/fit_drafting.py --data DIR [--calls DIR ...] [-o callflow/drafting/matters/learned.npz]

DIR holds `messages.jsonl` (`subject`, `text`, perhaps the official `reply`) and `category_messages.jsonl` (with the
first-level `category1`), and the sets that accuracy is measured on; those, and messages with one of their ids or
subjects, are left out of fitting. Nobody labelled the messages; what is learned was derived:

- request type: the cues of `request_type.yaml`, those of the subject counting twice;
- category: the key terms of `category.yaml`, under the first level where it is known;
- department: of the three whose terms say most the first that is named where a reply begins, else the terms alone.

A text of which they say too little is left out. `--calls` names folders with a `dialogues.jsonl` each, of calls with
the labels of their tickets (`scripts/written_calls`); their lines are learned as drafting reads them, the agent's too.

Printed are, for each field, how many texts and classes were learned and the scores of `eval_drafting.py` before and
after; with `-o` the weights are written of the fields whose scores did not get worse, the shipped ones of the others.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from callflow.drafting.conversation import converse
from callflow.drafting.matters.category import PairsRead, read_pairs
from callflow.drafting.matters.department import department_scores
from callflow.drafting.matters.directory import directory
from callflow.drafting.matters.learned import Weights, learned, packed, use
from callflow.drafting.matters.request_type import type_scores
from callflow.drafting.matters.taxonomy import SEPARATOR
from lingting.draft_training import FIELDS, Example, fit
from scripts import eval_drafting as evaluation
from scripts.spoken import utterance

MEASURED = {"category": ("category1", "category2"), "department": ("department", "department_top3")}
SUBJECT = 2.0
ANSWERS = 300
"""So many characters of a reply say who answers."""
ENOUGH = {"request_type": 2.0, "category": 6.0, "department": 8.0}
"""What the terms have to say for the best class."""
LEAD = {"request_type": 1.2, "category": 1.5, "department": 1.5}
"""And by how much more than for the next one."""
LIKELY = 3
Item = dict[str, Any]
Scores = Mapping[str, float]


def main() -> None:
    asked = options().parse_args()
    examples = [*learnable(asked.data), *(each for folder in asked.calls for each in called(folder))]
    fitted = {field: known for field in FIELDS if (known := fit(field, examples))}
    before = measured(asked.data, None)
    after = {field: measured(asked.data, {field: known}) for field, known in fitted.items()}
    better = {field: known for field, known in fitted.items() if told(field, examples, known, before, after[field])}
    if asked.output and better:
        asked.output.write_bytes(packed({**learned().weights, **better}))
    sys.exit(not better)


def told(field: str, examples: list[Example], known: Weights, before: Scores, after: Scores) -> bool:
    """Whether a field's weights do as well as those in use; what was learned and the scores are printed."""
    labelled = sum(bool(example.values.get(field)) for example in examples)
    names = MEASURED.get(field, (field,))
    print(f"{field}: {labelled} texts, {len(known.classes)} classes")
    for name in names:
        print(f"  {name}: {before[name]:.4f} before, {after[name]:.4f} after")
    return all(after[name] >= before[name] for name in names)


def options() -> argparse.ArgumentParser:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--data", type=Path, required=True)
    given.add_argument("--calls", type=Path, nargs="*", default=[], help="folders of calls to learn from as well")
    given.add_argument("-o", "--output", type=Path, help="where the weights are written if they do as well")
    return given


def measured(data: Path, weights: Mapping[str, Weights] | None) -> dict[str, float]:
    """The lenient scores on the labelled sets with these weights; None: with the shipped ones."""
    use(weights)
    calls = [evaluation.scored(item, evaluation.call(item)) for item in lines_of(data / "dialogues.jsonl")]
    labelled = lines_of(data / "labelled_messages.jsonl")
    messages = [evaluation.scored(item, evaluation.message(item)) for item in labelled]
    use(None)
    return evaluation.summary([*calls, *messages], lenient=True)


def learnable(data: Path) -> Iterator[Example]:
    """The public messages that nothing is measured on, each once, with what was derived."""
    labelled = lines_of(data / "labelled_messages.jsonl")
    ids = {item["id"] for item in labelled} | {item["source_message"] for item in lines_of(data / "dialogues.jsonl")}
    told = {item["subject"] for item in labelled}
    for item in [*lines_of(data / "messages.jsonl"), *lines_of(data / "category_messages.jsonl")]:
        if item["id"] not in ids and item["subject"] not in told:
            told.add(item["subject"])
            yield example(item)


def called(folder: Path) -> Iterator[Example]:
    """A folder's calls, with the labels of their tickets."""
    for item in lines_of(folder / "dialogues.jsonl"):
        pairs, ticket = read_pairs(converse(evaluation.call(item))), item["ticket"]
        values = {
            "request_type": ticket["request_type"],
            "category": SEPARATOR.join((ticket["category1"], ticket["category2"])),
            "department": ticket["department"],
        }
        yield Example(lines=tuple((line.text, factor) for line, factor in pairs.lines), values=values)


def lines_of(path: Path) -> list[Item]:
    return evaluation.read(path, None)


def example(item: Item) -> Example:
    """A message's lines as a call in which only the citizen speaks, and the classes that were derived."""
    pairs = read_pairs(converse(evaluation.message(item)))
    values = {
        "request_type": decided("request_type", kinds(item, pairs)),
        "category": decided("category", under(item.get("category1", ""), pairs.reading.scores)),
        "department": department(item, pairs),
    }
    return Example(lines=tuple((line.text, factor) for line, factor in pairs.lines), values=values)


def kinds(item: Item, pairs: PairsRead) -> Scores:
    """What speaks for each type, the subject counting again."""
    subject = read_pairs(converse([utterance(0, "citizen", item["subject"])]))
    told, titled = type_scores(pairs.lines), type_scores(subject.lines)
    return {kind: score + (SUBJECT - 1) * titled[kind] for kind, score in told.items()}


def under(first: str, scores: Scores) -> Scores:
    return {pair: score for pair, score in scores.items() if pair.startswith(first)}


def department(item: Item, pairs: PairsRead) -> str:
    scores = department_scores(pairs)
    answers = item.get("reply", "")[:ANSWERS]
    named = [name for name, known in directory().items() if re.search(known["called"], answers)]
    likely = sorted(scores, key=lambda name: -scores[name])[:LIKELY]
    return next((name for name in likely if name in named), "") or decided("department", scores)


def decided(field: str, scores: Scores) -> str:
    """The class that the scores speak for clearly enough; "" when there is none."""
    best, *others = sorted(scores, key=lambda name: -scores[name]) or [""]
    if scores.get(best, 0.0) < ENOUGH[field] or any(scores[best] < LEAD[field] * scores[name] for name in others[:1]):
        return ""
    return best


if __name__ == "__main__":
    main()
