"""Fit where names of places begin and end, and which of them is the place of the matter.

    python -m scripts.fit_places --messages FILE --leave-out FILE ... --out callflow/drafting/places/places.npz

FILE holds a message a line (JSON: `id`, `subject`, `text`). In 3,200 of them the place was marked by the rule
that tickets are labelled by: the most exact words that stand together, of several the first. They were read twice;
where the two readings differ (in a fifth), both places count as right. `marks.tsv` has them by id as positions
without blanks in the subject (s) or the text (t), `-` where there is none. Messages that stand in the files to leave
out (`id`, `source_message`), or are nearly the same, teach nothing.

1. Boundaries: two logistic regressions over hashed features. Names that are not the place count little as negatives.
2. The choice among mentions: a log-linear model over mentions whose boundaries were read by a model that has not seen
   the message (three folds).

In a third of the messages the anonymous names of areas (A3区) are exchanged for names as people say them. What is
printed is the share of right places among messages that boundaries and choice have not seen.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from callflow.drafting.places.candidates import Candidate, candidates
from callflow.drafting.places.gazetteer import chains
from callflow.drafting.places.kinds import AREA, AREA_HEAD
from callflow.drafting.places.mentions import ROWS, Mention, Tables, boundaries, found, sentences
from callflow.drafting.places.whereabouts import ROWS as CHOICE_ROWS
from callflow.drafting.places.whereabouts import margins, row, told_of
from scripts.drafting_rules import same_place

MARKS = Path(__file__).with_name("marks.tsv")
FOLDS, SENTENCES = 3, 8
DISGUISED = 0.35
"""The share of messages in which names of areas are exchanged."""
QUIET, NOT_THE_PLACE = 0.15, 0.15
"""The share of sentences without the place that are kept, and the worth of other places."""
STRENGTH, PENALTY, LEAST = 0.3, 6.0, 3
SHINGLE, ALIKE = 12, 0.2
CODE = re.compile(r"[A-Z]\d*(?=[市区县])")
CITIES = re.findall("..", "临州海宁云阳长平南安青州武陵安平常宁东阳永川新余宁远广安清远太和兴化凤城泰安")
DISTRICTS = re.findall(
    "..",
    "雨湖朝阳海淀江北青山洪山天河白云和平河东西城鼓楼玄武秦淮栖霞江宁武侯锦江金牛新城未央雁塔碑林长安城关渝中经开龙华福田南山"
    "宝安云溪芙蓉开福雨花望月黄岩椒江路桥余杭萧山滨江拱墅上城",
)
"""Names as areas have them; they stand for codes, so that names are learned from as well."""

T = TypeVar("T")


class Marked(NamedTuple):
    """A message as sentences, and the words that are its place (none: it has no place)."""

    texts: list[str]
    places: list[str]


class Weighed(NamedTuple):
    """A message's candidates, what is told of each, and which of them are right."""

    found: list[Candidate]
    told: list[dict[str, float]]
    right: list[int]
    placeless: bool


def main() -> None:
    asked = options().parse_args()
    chance = random.Random(3)
    messages = without(read(asked.messages), [each for path in asked.leave_out for each in read(path)])
    marks = dict(line.split("\t") for line in MARKS.read_text(encoding="utf-8").splitlines())
    marked = [disguised(marked_in(each, marks[each["id"]]), chance) for each in messages if each["id"] in marks]
    write(asked.out, *fitted(marked))


def options() -> argparse.ArgumentParser:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--messages", type=Path, required=True)
    given.add_argument("--leave-out", type=Path, nargs="*", default=[])
    given.add_argument("--out", type=Path, required=True)
    return given


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def without(messages: list[dict[str, Any]], held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages that are neither held out nor nearly the same as one that is."""
    ids = {each.get("source_message", each["id"]) for each in held}
    kept_out = [each for each in messages if each["id"] in ids]
    parts = {part for each in kept_out for part in shingles(each["text"])}
    subjects = {bare(each["subject"]) for each in kept_out}
    return [
        each
        for each in messages
        if each["id"] not in ids
        and bare(each["subject"]) not in subjects
        and len(own := shingles(each["text"])) * ALIKE >= len(own & parts)
    ]


def shingles(text: str) -> set[str]:
    plain = re.sub(r"\W", "", text)
    return {plain[at : at + SHINGLE] for at in range(max(1, len(plain) - SHINGLE))}


def bare(text: str) -> str:
    return "".join(text.replace("_x000D_", "").split())


def texts_of(message: dict[str, Any]) -> list[str]:
    return [bare(message["subject"]), *sentences(bare(message["text"]))][:SENTENCES]


def marked_in(message: dict[str, Any], marks: str) -> Marked:
    fields = {"s": bare(message["subject"]), "t": bare(message["text"])}
    spans = re.findall(r"([st])(\d+)-(\d+)", marks)
    return Marked(texts_of(message), [fields[name][int(start) : int(end)] for name, start, end in spans])


def disguised(message: Marked, chance: random.Random) -> Marked:
    """The message with names for the codes of areas, the same code always by the same name; or as it is."""
    if chance.random() >= DISGUISED:
        return message
    names: dict[tuple[str, str], str] = {}

    def name(code: re.Match[str]) -> str:
        kind = code.string[code.end()]
        return names.setdefault((code[0], kind), chance.choice(CITIES if kind == "市" else DISTRICTS))

    return Marked([CODE.sub(name, text) for text in message.texts], [CODE.sub(name, each) for each in message.places])


def fitted(marked: list[Marked]) -> tuple[Tables, NDArray[np.float32]]:
    """Boundaries and choice from all that is marked; prints how they do on what they have not seen."""
    with ProcessPoolExecutor(FOLDS + 1) as pool:
        parts = [pool.submit(unseen, marked, fold) for fold in range(FOLDS)]
        tables = pool.submit(fit_boundaries, marked)
        by_fold = [iter(each.result()) for each in parts]
        weighed = [next(by_fold[at % FOLDS]) for at in range(len(marked))]
        known = tables.result()
    right = 0
    for fold in range(FOLDS):
        choice = fit_choice(part(weighed, fold, seen=True))
        pairs = zip(part(weighed, fold, seen=False), part(marked, fold, seen=False), strict=True)
        right += sum(is_right(chosen(each, choice), message.places) for each, message in pairs)
    among = sum(bool(each.right) or each.placeless for each in weighed)
    print(f"right {right / len(marked):.3f}, among the candidates {among / len(marked):.3f}", flush=True)
    return known, fit_choice(weighed)


def unseen(marked: list[Marked], fold: int) -> list[Weighed]:
    """A fold's messages, read by boundaries that learned from the others."""
    tables = fit_boundaries(part(marked, fold, seen=True))
    return [weigh(each, tables) for each in part(marked, fold, seen=False)]


def part(items: Sequence[T], fold: int, *, seen: bool) -> list[T]:
    return [each for at, each in enumerate(items) if (at % FOLDS != fold) == seen]


def fit_boundaries(marked: list[Marked]) -> Tables:
    lines = list(boundary_lines(marked, random.Random(1)))
    rows = np.concatenate([line[0] for line in lines])
    table = sparse(rows)
    begins, ends = (
        LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=20, tol=5e-3).fit(
            table,
            np.concatenate([line[side][0] for line in lines]),
            sample_weight=np.concatenate([line[side][1] for line in lines]),
        )
        for side in (1, 2)
    )
    return Tables(
        begins=begins.coef_[0].astype(np.float32),
        ends=ends.coef_[0].astype(np.float32),
        bias=(float(begins.intercept_[0]), float(ends.intercept_[0])),
    )


def sparse(rows: NDArray[np.int32]) -> Any:
    count, width = rows.shape
    table = csr_matrix(
        (np.ones(count * width, np.float32), rows.ravel(), np.arange(0, count * width + 1, width)), shape=(count, ROWS)
    )
    table.sum_duplicates()
    return table


def boundary_lines(messages: Iterable[Marked], chance: random.Random) -> Iterator[Any]:
    """For each sentence the rows, and for beginnings and ends which boundaries are the place's, and their worth."""
    for message in messages:
        for text in message.texts:
            places = list(places_in(text, message.places))
            if places or chance.random() < QUIET:
                yield boundary_line(text, places, 1.0 if places else 1.0 / QUIET)


def boundary_line(text: str, places: list[tuple[int, int, int]], worth: float) -> Any:
    begins, ends = (np.zeros(len(text) + 1, bool) for _ in range(2))
    of_begins, of_ends = (np.full(len(text) + 1, worth, np.float32) for _ in range(2))
    for chain in chains(text):
        at = text.find("".join(unit.text for unit in chain))
        if at >= 0:
            of_begins[at] = worth * NOT_THE_PLACE
            for unit in chain:
                at += len(unit.text)
                of_ends[at] = worth * NOT_THE_PLACE
    for start, core, _ in places:
        of_begins[start : core + 1] = worth * NOT_THE_PLACE
    for start, _, end in places:
        begins[start] = ends[end] = True
        of_begins[start] = of_ends[end] = worth
    return boundaries(text), (begins, of_begins), (ends, of_ends)


def places_in(text: str, places: Iterable[str]) -> Iterator[tuple[int, int, int]]:
    """Where a place stands, with the area told before it: where the area begins, the name begins, the name ends."""
    for place in places:
        for words in dict.fromkeys((place, AREA_HEAD.sub("", place, count=1))):
            for each in re.finditer(re.escape(words), text):
                before = range(max(0, each.start() - 9), each.start())
                start = next((at for at in before if re.fullmatch(AREA, text[at : each.start()])), each.start())
                yield start, each.start(), each.end()


def weigh(message: Marked, tables: Tables) -> Weighed:
    among = candidates(message.texts, [found(text, tables) for text in message.texts])
    right = [at for at, each in enumerate(among) if is_right(each.mention, message.places)]
    return Weighed(among, told_of(among, message.texts, titled=True), right, not message.places)


def is_right(mention: Mention | None, places: list[str]) -> bool:
    if mention is None or not places:
        return mention is None and not places
    return any(same_place(mention.text, place, lenient=True) for place in places)


def fit_choice(weighed: list[Weighed]) -> NDArray[np.float32]:
    """Weights that make the right candidates likely, and no place where there is none."""
    count = Counter(name for each in weighed for one in each.told for name in one)
    told = [
        [(row(name), value) for name, value in one.items() if count[name] >= LEAST]
        for each in weighed
        for one in each.told
    ]
    ends = np.cumsum([0, *(len(one) for one in told)])
    rows, values = (np.array([pair[at] for one in told for pair in one]) for at in (0, 1))
    table = csr_matrix((values, rows.astype(np.int32), ends), shape=(len(told), CHOICE_ROWS))
    first = np.cumsum([0, *(len(each.told) for each in weighed)])
    begun = minimize(
        loss_of(weighed, table, first), np.zeros(CHOICE_ROWS), jac=True, method="L-BFGS-B", options={"maxiter": 80}
    )
    weights: NDArray[np.float32] = begun.x.astype(np.float32)
    return weights


def loss_of(weighed: list[Weighed], table: Any, first: NDArray[np.int64]) -> Callable[[NDArray[np.float64]], Any]:
    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = table @ weights
        slope, total = np.zeros(len(scores)), 0.5 * PENALTY * float(weights @ weights)
        for at, each in enumerate(weighed):
            right = np.array([0] if each.placeless else [1 + one for one in each.right])
            if not len(right):
                continue
            shares = shares_of(scores[first[at] : first[at + 1]])
            known = float(shares[right].sum()) + 1e-12
            total -= float(np.log(known))
            shares[right] -= shares[right] / known
            slope[first[at] : first[at + 1]] += shares[1:]
        return total, table.T @ slope + PENALTY * weights

    return loss


def shares_of(scores: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of no place, then of each candidate."""
    grown = np.exp(np.array([0.0, *scores]) - max(0.0, *scores, 0.0))
    shares: NDArray[np.float64] = grown / grown.sum()
    return shares


def chosen(weighed: Weighed, choice: NDArray[np.float32]) -> Mention | None:
    """The likeliest mention, or None when that there is none is likelier."""
    best = int(np.argmax(shares_of(margins(weighed.told, choice))))
    return weighed.found[best - 1].mention if best else None


def write(path: Path, tables: Tables, choice: NDArray[np.float32]) -> None:
    """One byte a weight of the boundaries, with a scale for each table; two bytes a weight of the choice."""
    scales = [float(np.abs(each).max()) / 127 for each in (tables.begins, tables.ends)]
    np.savez_compressed(
        path,
        begins=np.round(tables.begins / scales[0]).astype(np.int8),
        ends=np.round(tables.ends / scales[1]).astype(np.int8),
        scales=np.array(scales, np.float32),
        bias=np.array(tables.bias, np.float32),
        choice=choice.astype(np.float16),
    )


if __name__ == "__main__":
    main()
