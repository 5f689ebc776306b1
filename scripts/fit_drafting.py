"""Fit the drafting's shipped weights on public messages, and say whether they do as well as those in use.

    python scripts/fit_drafting.py --data DIR [-o callflow/drafting/learned.npz]

DIR holds `messages.jsonl` (`subject`, `text`, perhaps the official `reply`) and `category_messages.jsonl` (with the
first-level `category1`), and the sets that accuracy is measured on; those, and messages with one of their ids or
subjects, are left out of fitting. Nobody labelled the messages; what is learned was derived:

- request type: the cues of `request_type.yaml`, those of the subject counting twice;
- category: the key terms of `category.yaml`, under the first level where it is known;
- department: of the three whose terms say most the first that is named where a reply begins, else the terms alone.

A text of which they say too little is left out. Printed are, for each field, how many texts and classes were learned
and the scores of `eval_drafting.py` before and after; with `-o` the weights are written where none got worse.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from callflow.drafting.category import PairsRead, read_pairs
from callflow.drafting.conversation import converse
from callflow.drafting.department import department_scores
from callflow.drafting.learned import Weights, packed, use
from callflow.drafting.request_type import type_scores
from callflow.drafting.terms import terms
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
NAMED = {
    "城管局": "城管|城市管理|综合行政执法",
    "住建局": "住建|住房和城乡建设|住房城乡建设|房产局|房屋交易|人居环境",
    "自然资源局": "自然资源|国土资源|规划局",
    "交通运输局": "交通运输|交通局|公交公司|道路运输",
    "交警支队": "交警|交管",
    "公安局": "公安|派出所",
    "生态环境局": "生态环境|环保局|环境保护局",
    "人社局": "人社|人力资源",
    "医保局": "医保局|医疗保障",
    "教育局": "教育局|教体局",
    "卫健委": "卫健|卫生健康|卫计|卫生计生",
    "市场监管局": "市场监管|市场监督|工商局|食药监|质监局",
    "民政局": "民政",
    "农业农村局": "农业农村|农业局|农业委员会|畜牧",
    "水利局": "水利局|水务局",
    "公积金中心": "公积金(?:管理)?中心",
    "供电公司": "供电|电力公司",
    "供水公司": "供水公司|自来水公司|水业公司",
    "燃气公司": "燃气公司|燃气有限",
    "地铁公司": "轨道(?:交通)?集团|地铁公司",
    "人防办": "人防",
    "林业局": "林业",
    "文旅局": "文旅|文化旅游|文体|旅游局",
    "商务局": "商务局",
    "街道办事处": "街道(?:办事处)?",
    "乡镇政府": "镇(?:人民)?政府|乡(?:人民)?政府",
}

Item = dict[str, Any]
Scores = Mapping[str, float]


def main() -> None:
    asked = options().parse_args()
    examples = list(learnable(asked.data))
    fitted = {field: known for field in FIELDS if (known := fit(field, examples))}
    before, after = measured(asked.data, None), measured(asked.data, fitted)
    for field, known in fitted.items():
        labelled = sum(bool(example.values.get(field)) for example in examples)
        print(f"{field}: {labelled} texts, {len(known.classes)} classes")
    names = [name for field in FIELDS for name in MEASURED.get(field, (field,))]
    for name in names:
        print(f"{name}: {before[name]:.4f} before, {after[name]:.4f} after")
    worse = [name for name in names if after[name] < before[name]]
    if worse:
        print(f"worse: {', '.join(worse)}")
    elif asked.output:
        asked.output.write_bytes(packed(fitted))
    sys.exit(bool(worse))


def options() -> argparse.ArgumentParser:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--data", type=Path, required=True)
    given.add_argument("-o", "--output", type=Path, help="where the weights are written if they do as well")
    return given


def measured(data: Path, weights: Mapping[str, Weights] | None) -> dict[str, float]:
    """The lenient scores on the labelled sets with these weights; None: with the shipped ones."""
    use(weights)
    calls = (evaluation.scored(item, evaluation.call(item)) for item in lines_of(data / "dialogues.jsonl"))
    labelled = lines_of(data / "labelled_messages.jsonl")
    messages = (evaluation.scored(item, evaluation.message(item)) for item in labelled)
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
    named = [name for name, words in NAMED.items() if re.search(words, answers)]
    likely = sorted(scores, key=lambda name: -scores[name])[:LIKELY]
    return next((name for name in likely if name in named), "") or decided("department", scores)


def decided(field: str, scores: Scores) -> str:
    """The class that the scores speak for clearly enough; "" when there is none."""
    best, *others = sorted(scores, key=lambda name: -scores[name]) or [""]
    if scores.get(best, 0.0) < ENOUGH[field] or any(scores[best] < LEAD[field] * scores[name] for name in others[:1]):
        return ""
    return best


if __name__ == "__main__":
    if unknown := NAMED.keys() - terms("department").keys():
        raise SystemExit(f"no such departments: {', '.join(unknown)}")
    main()
