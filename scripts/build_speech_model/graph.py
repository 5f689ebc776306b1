"""Step `graph`: the two parts of a dynamic graph, which Vosk composes as it decodes.

`HCLr.fst` turns the network's outputs into words (lexicon, HMMs); it looks ahead to the words that can still be
reached, and numbers words so that those are intervals. `Gr.fst` says which words follow which, with those numbers.
A grammar can take its place at run time, and so can another city's (`lingting lm build`).

Wants OpenFst's programs with their look-ahead and n-gram forms: Debian's libfst-tools and libfst22-plugins-base.
"""

import math
import os
import pickle
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import kaldifst
import numpy as np
import phones

from asr.language_model.backoff import BackoffModel
from asr.language_model.estimation import ORDER
from asr.language_model.grammar_fst import write_grammar

SILENCE_BETWEEN_WORDS = 0.05
TRANSITION_SCALE = 0.5
PLUGINS = "/usr/lib/x86_64-linux-gnu/fst/22"
"""Where Debian keeps OpenFst's further forms; they are opened by bare name."""
EPSILON, SPECIAL = 0, ("#0", "<s>", "</s>")


class Entry(NamedTuple):
    """One reading of a word."""

    word: str
    cost: float
    phones: tuple[int, ...]


def main(work: Path, model: Path) -> None:
    graph = model / "graph"
    (graph / "phones").mkdir(parents=True, exist_ok=True)
    entries = _lexicon(work / "lexicon.tsv")
    words = {
        word: number for number, word in enumerate(["<eps>", *dict.fromkeys(entry.word for entry in entries), *SPECIAL])
    }
    stay = np.load(work / "stay.npy")
    _write(work / "H.fst", _with_states(_lexicon_fst(entries, words), stay))
    _fst(
        work,
        f"fstconnect H.fst | fstarcsort --sort_type=olabel | fstconvert --fst_type=olabel_lookahead "
        f"--save_relabel_opairs=relabel > {graph / 'HCLr.fst'}",
    )
    numbers = _renumbered(work / "relabel", words)
    with (work / "language.pickle").open("rb") as file:
        probabilities, weights = pickle.load(file)  # noqa: S301 (our own step wrote it)
    language = BackoffModel(order=ORDER, probabilities=probabilities, weights=weights)
    write_grammar(work / "G.fst", language, numbers)
    _fst(work, f"fstarcsort --sort_type=ilabel G.fst | fstconvert --fst_type=ngram > {graph / 'Gr.fst'}")
    _write_tables(graph, numbers, entries)


def _lexicon(path: Path) -> list[Entry]:
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return [Entry(word, -math.log(float(share)), phones.placed(said.split())) for word, share, said in rows]


def _lexicon_fst(entries: list[Entry], words: dict[str, int]) -> kaldifst.StdVectorFst:
    """Phones to words with silence between them, determinised and minimised; a last symbol tells homophones apart."""
    fst = kaldifst.StdVectorFst()
    before, between, silent = (fst.add_state() for _ in range(3))
    fst.start = before
    fst.set_final(between, 0)
    to_word, to_silence = -math.log(1 - SILENCE_BETWEEN_WORDS), -math.log(SILENCE_BETWEEN_WORDS)
    fst.add_arc(before, kaldifst.StdArc(0, 0, to_word, between))
    fst.add_arc(before, kaldifst.StdArc(0, 0, to_silence, silent))
    fst.add_arc(silent, kaldifst.StdArc(phones.numbers()[phones.SILENCE], 0, 0, between))
    for entry, mark in zip(entries, _marks(entries), strict=True):
        at, output, cost = between, words[entry.word], entry.cost
        *first, last = [*entry.phones, *mark]
        for phone in first:
            following = fst.add_state()
            fst.add_arc(at, kaldifst.StdArc(phone, output, cost, following))
            at, output, cost = following, 0, 0.0
        fst.add_arc(at, kaldifst.StdArc(last, output, cost + to_word, between))
        fst.add_arc(at, kaldifst.StdArc(last, output, cost + to_silence, silent))
    kaldifst.arcsort(fst, "olabel")
    kaldifst.determinize_star(fst, use_log=True)
    kaldifst.minimize_encoded(fst)
    return fst


def _marks(entries: list[Entry]) -> Iterator[tuple[int, ...]]:
    """A symbol after all phones for words that sound alike, none for the others."""
    alike, seen = Counter(entry.phones for entry in entries), Counter[tuple[int, ...]]()
    for entry in entries:
        seen[entry.phones] += 1
        yield (_first_mark() + seen[entry.phones],) if alike[entry.phones] > 1 else ()


def _first_mark() -> int:
    return 1 + len(phones.numbers())


def _with_states(lexicon: kaldifst.StdVectorFst, stay: np.ndarray) -> kaldifst.StdVectorFst:
    """Phones become HMM states: an arc goes on into a state, on which a loop stays (Kaldi's reordered form)."""
    by_phone: dict[int, list[int]] = defaultdict(list)
    for index, state in enumerate(phones.states()):
        by_phone[state.phone].append(index)
    arcs = [
        (state, arc.ilabel, arc.olabel, arc.weight.value, arc.nextstate)
        for state in range(lexicon.num_states)
        for arc in kaldifst.ArcIterator(lexicon, state)
    ]
    entered: dict[int, set[int]] = defaultdict(set, {lexicon.start: {-1}})
    for _, phone, _, _, following in arcs:
        entered[following].add(by_phone[phone][-1] if phone in by_phone else -1)
    out = kaldifst.StdVectorFst()
    for _ in range(lexicon.num_states):
        out.add_state()
    out.start = lexicon.start
    ends = {(state, last): _end(out, state, last, lasts, stay) for state, lasts in entered.items() for last in lasts}
    for state, phone, word, cost, following in arcs:
        indices = by_phone.get(phone, [])
        if not indices:
            out.add_arc(state, kaldifst.StdArc(0, word, cost, ends[following, -1]))
            continue
        *inner, last = indices
        ways = [*(out.add_state() for _ in inner), ends[following, last]]
        for index, way in zip(inner, ways, strict=False):
            out.add_arc(way, _loop(index, way, stay))
        first, *rest = zip(indices, [state, *ways], ways, strict=False)
        out.add_arc(first[1], _onward(first[0], word, cost, first[2], stay))
        for index, before, after in rest:
            out.add_arc(before, _onward(index, 0, 0.0, after, stay))
    for state in range(lexicon.num_states):
        if math.isfinite(final := lexicon.final(state).value):
            out.set_final(state, final)
    return out


def _end(out: kaldifst.StdVectorFst, state: int, last: int, lasts: set[int], stay: np.ndarray) -> int:
    """Where an arc into `state` ends whose phone's last HMM state is `last` (-1: no phone): there it may loop."""
    if last < 0:
        return state
    end = state if len(lasts) == 1 else out.add_state()
    out.add_arc(end, _loop(last, end, stay))
    if end != state:
        out.add_arc(end, kaldifst.StdArc(0, 0, 0, state))
    return end


def _onward(index: int, word: int, cost: float, following: int, stay: np.ndarray) -> kaldifst.StdArc:
    cost -= TRANSITION_SCALE * math.log(1 - stay[index])
    return kaldifst.StdArc(2 * index + 2, word, cost, following)


def _loop(index: int, state: int, stay: np.ndarray) -> kaldifst.StdArc:
    return kaldifst.StdArc(2 * index + 1, 0, -TRANSITION_SCALE * math.log(stay[index]), state)


def _write(path: Path, fst: kaldifst.StdVectorFst) -> None:
    fst.write(str(path))


def _fst(work: Path, command: str) -> None:
    environment = {**os.environ, "LD_LIBRARY_PATH": PLUGINS}
    subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=work, env=environment, check=True)


def _renumbered(relabel: Path, words: dict[str, int]) -> dict[str, int]:
    """The words' numbers after HCLr's renumbering; words that it does not hold go behind all others."""
    pairs = dict(map(int, line.split()) for line in relabel.read_text().splitlines())
    free = max(*pairs.values(), len(words)) + 1
    numbers = {}
    for word, number in words.items():
        if number and number not in pairs:
            pairs[number] = free
            free += 1
        numbers[word] = pairs[number] if number else EPSILON
    return numbers


def _write_tables(graph: Path, numbers: dict[str, int], entries: list[Entry]) -> None:
    (graph / "words.txt").write_text("".join(f"{word} {number}\n" for word, number in numbers.items()), "utf-8")
    marks = max((mark[0] - _first_mark() for mark in _marks(entries) if mark), default=0)
    table = {"<eps>": 0, **phones.numbers(), **{f"#{number}": _first_mark() + number for number in range(marks + 1)}}
    (graph / "phones.txt").write_text("".join(f"{phone} {number}\n" for phone, number in table.items()))
    kinds = {"B": "begin", "I": "internal", "E": "end"}
    places = {number: kinds.get(phone.rpartition("_")[2], "nonword") for phone, number in phones.numbers().items()}
    text = "".join(f"{number} {kind}\n" for number, kind in places.items())
    (graph / "phones" / "word_boundary.int").write_text(text)
    # The symbols that tell homophones apart are gone from the graph; the file must exist, so it holds an unused number.
    (graph / "disambig_tid.int").write_text(f"{2 * len(phones.states()) + 1}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
