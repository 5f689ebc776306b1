"""Fit which words of a call belong to its place, and which of the places that may be meant is the ticket's.

    python -m scripts.fit_places.calls --calls DIR ... [--read DIR ...] --out callflow/drafting/places/call_places.npz

Each DIR holds `dialogues.jsonl`: calls turn by turn with their tickets. The words of a ticket's place are looked for
in the turns, as long pieces as there are; those are the marks. It needs `places.npz` (`scripts.fit_places`),
so it is to be run again after that.

1. Words: a logistic regression over hashed features of parts of words.
2. The choice: a log-linear model over whole places, whose words were weighed by a model that has not seen the folder.

Of the folders `--read`, on which the rules were mended, the choice is not told what the rules say, since they do better
there than elsewhere. What is printed is the share of right places in folders that neither step has seen.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from callflow.drafting.conversation import converse
from callflow.drafting.language.marks import clean
from callflow.drafting.language.terms import terms
from callflow.drafting.places import call_place, turn_words, whole_signs, wholes
from callflow.drafting.places.call_place import NONE, weigh, without_brackets
from callflow.drafting.places.gazetteer import digits_written
from callflow.drafting.places.place import draft_by_rules
from callflow.drafting.places.turn_words import ROWS, Saying, edges, row, sayings, told_of
from scripts.drafting_rules import same_place
from scripts.spoken import utterance

CITY = "江城"
SHORTEST = 2
"""Characters of a piece at least."""
STRENGTH, PENALTY, LEAST = 0.3, 3.0, 3
KINDS_ALONE = re.compile(
    "小区|工地|学校|市场|医院|公园|附近|门口|旁边|楼下|楼上|路口|街道|社区|交叉口|宿舍|广场|单元|对面|小学|中学|幼儿园|超市"
    "|地铁|公交|派出所|服务中心|东侧|西侧|南侧|北侧|后面|前面|物业|项目|烧烤|便民|家属|公共|江城"
)
"""Words that are found in many turns without telling the place."""

Words = tuple[NDArray[np.float32], float]
Weighed = dict[str, dict[str, float]]


class Call(NamedTuple):
    """A call as it is read, the place of its ticket ("" for none), what the rules give, and its folder."""

    said: list[Saying]
    place: str
    by_rules: str
    folder: Path


def main() -> None:
    asked = options().parse_args()
    calls = [call for folder in asked.calls for call in read(folder)]
    told = {saying: list(told_of(saying)) for call in calls for saying in call.said}
    unseen: list[Weighed] = []
    for folder in asked.calls:
        known = fit_words([each for each in calls if each.folder != folder], told)
        unseen += [weighed(each, known) for each in calls if each.folder == folder]
    pairs = list(zip(calls, unseen, strict=True))
    for folder in asked.calls:
        report(folder, pairs, asked.read)
    write(asked.out, fit_words(calls, told), fit_choice(pairs, asked.read))


def options() -> argparse.ArgumentParser:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--calls", type=Path, nargs="+", required=True)
    given.add_argument("--read", type=Path, nargs="*", default=[], help="those of them on which the rules were mended")
    given.add_argument("--out", type=Path, required=True)
    return given


def read(folder: Path) -> Iterator[Call]:
    for line in (folder / "dialogues.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        turns = enumerate(item["turns"])
        conversation = converse([utterance(at, turn["speaker"], turn["text"]) for at, turn in turns])
        by_rules = draft_by_rules(conversation, CITY)
        place = item["ticket"]["location"] or NONE
        yield Call(sayings(conversation), place, without_brackets(by_rules.value) if by_rules else NONE, folder)


def report(folder: Path, pairs: Sequence[tuple[Call, Weighed]], known_to_rules: Sequence[Path]) -> None:
    choice = fit_choice([pair for pair in pairs if pair[0].folder != folder], known_to_rules)
    held = [pair for pair in pairs if pair[0].folder == folder]
    right = sum(same_place(likeliest(each, choice), call.place, lenient=True) for call, each in held)
    among = sum(any(same_place(text, call.place, lenient=True) for text in each) for call, each in held)
    rules = sum(same_place(call.by_rules, call.place, lenient=True) for call, _ in held)
    print(f"{folder}: of {len(held)} right {right}, by rules {rules}, among the candidates {among}", flush=True)


def likeliest(weighed: Weighed, choice: dict[str, float]) -> str:
    shares = call_place.shares_of(weighed, choice)
    return max(shares, key=shares.__getitem__)


def marks(text: str, place: str) -> NDArray[np.bool_]:
    """Which characters of a turn stand in the place, in pieces of two or more that say something."""
    marked = np.zeros(len(text), bool)
    written = digits_written(clean(place)).replace("，", "")
    at = 0
    while at < len(text):
        size = next((size for size in range(len(text) - at, SHORTEST - 1, -1) if text[at : at + size] in written), 0)
        if size and is_piece(text, at, size, written) and not (text[at - 1 : at].isdigit() and not marked[at - 1]):
            marked[at : at + size] = True
            at += size
        else:
            at += 1
    return marked


def is_piece(text: str, at: int, size: int, place: str) -> bool:
    words = text[at : at + size]
    function_words = "|".join(terms("callflow.drafting.places", "gazetteer")["function_words"].split())
    if KINDS_ALONE.fullmatch(words) or (size == SHORTEST and re.fullmatch(function_words, words)):
        return False
    there = place.find(words)
    return not (words[0].isdigit() and there and place[there - 1].isdigit())


def fit_words(calls: Iterable[Call], told: dict[Saying, list[list[str]]]) -> Words:
    lines: list[list[str]] = []
    right: list[bool] = []
    for call in calls:
        for saying in call.said:
            marked = marks(saying.text, call.place)
            lines += told[saying]
            right += [bool(marked[start:end].all()) for start, end in edges(saying.text)]
    count = Counter(name for line in lines for name in line)
    kept = [[row(name) for name in line if count[name] >= LEAST] for line in lines]
    ends = np.cumsum([0, *(len(line) for line in kept)]).astype(np.int32)
    rows = np.array([each for line in kept for each in line], np.int32)
    table = csr_matrix((np.ones(len(rows), np.float32), rows, ends), shape=(len(kept), ROWS))
    fit = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-3, random_state=1).fit(table, right)
    return fit.coef_[0].astype(np.float32), float(fit.intercept_[0])


def weighed(call: Call, known: Words) -> Weighed:
    """The places that a call may mean, its words weighed by given weights."""
    turn_words.parts.cache_clear()
    wholes.runs_in.cache_clear()
    whole_signs.possible_in.cache_clear()
    with patch.object(turn_words, "weights", lambda: known):
        return weigh(call.said, call.by_rules, CITY)


def fit_choice(pairs: Iterable[tuple[Call, Weighed]], known_to_rules: Sequence[Path]) -> dict[str, float]:
    """Weights by sign that make the right places likely."""
    told = [(call, list(each), [dict(signs) for signs in each.values()]) for call, each in pairs]
    for call, _, places in told:
        for signs in places if call.folder in known_to_rules else ():
            for name in [name for name in signs if "rules" in name]:
                del signs[name]
    count = Counter(name for _, _, places in told for signs in places for name in signs)
    names = sorted(name for name in count if count[name] >= LEAST)
    tables = []
    for call, texts, places in told:
        right = np.array([same_place(text, call.place, lenient=True) for text in texts])
        if right.any():
            tables.append((np.array([[signs.get(name, 0.0) for name in names] for signs in places]), right))
    fit = minimize(partial(loss, tables), np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return dict(zip(names, fit.x.tolist(), strict=True))


def loss(tables: Sequence[tuple[Any, Any]], weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    total, slope = 0.5 * PENALTY * float(weights @ weights), PENALTY * weights
    for table, right in tables:
        odds = table @ weights
        shares = np.exp(odds - odds.max())
        shares /= shares.sum()
        known = float(shares[right].sum()) + 1e-12
        total -= float(np.log(known))
        slope = slope + table.T @ (shares - np.where(right, shares / known, 0.0))
    return total, slope


def write(path: Path, words: Words, choice: dict[str, float]) -> None:
    """One byte a weight of the words, with their scale; the choice by the names of signs."""
    table, bias = words
    scale = float(np.abs(table).max()) / 127
    np.savez_compressed(
        path,
        words=np.round(table / scale).astype(np.int8),
        scale=np.float32(scale),
        bias=np.float32(bias),
        signs=np.array(list(choice)),
        choice=np.array(list(choice.values()), np.float32),
    )


if __name__ == "__main__":
    main()
