"""A city's names and texts in a speech model's language model.

Names are put into sentences in which places are said, texts are taken as they are; an n-gram model of both is mixed
into the model's own. Its words and its ear stay as they are: a name that is no word of it becomes likely as a row of
words that it has, at worst of single characters.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from asr.graph import GRAMMAR, WORDS
from asr.language_model.backoff import BackoffModel
from asr.language_model.estimation import estimate
from asr.language_model.grammar_fst import GrammarError, read_grammar, words_in, write_grammar
from asr.language_model.mixing import best_share, mixed
from asr.language_model.words import Cutter, clauses
from asr.writing.list_file import ListFileError, read_text
from asr.writing.word_list import read_lines

CARRIERS = ("{}", "在{}", "我住在{}", "地址是{}", "就在{}", "{}附近", "{}这边", "{}的", "从{}", "到{}")
"""How places are said."""
TEXT_FIELDS = ("title", "text", "body", "subject", "reply")
SHARE_OF_NAMES = 0.25
"""Of the city's model where there are too few texts to find out which is best."""
ENOUGH_SENTENCES = 500
_HELD_OUT = 10
"""One sentence in so many measures the share and is learned from afterwards."""
_NO_WORDS = frozenset({"<eps>", "<s>", "</s>", "#0", "[unk]", "<UNK>"})

Sentence = Sequence[str]


class CityError(Exception):
    """The model or the files cannot be used, and what to do about it."""


class City(msgspec.Struct, frozen=True, kw_only=True):
    """What a city gives: its names, as they are said, and texts as they are written."""

    names: Sequence[str] = ()
    texts: Sequence[str] = ()


class Adapted(msgspec.Struct, frozen=True, kw_only=True):
    """What an adaptation took in.

    Attributes:
        names: how many names can be heard now.
        unheard: names with characters that the model has no word for.
        sentences: clauses learned from.
        share: of the city's model in the new one, 0..1.
    """

    names: int
    unheard: tuple[str, ...]
    sentences: int
    share: float


def adapt(folder: Path, city: City) -> Adapted:
    """Give the model in `folder` a grammar that expects a city's names and texts. Raises CityError."""
    numbers = _word_numbers(folder)
    base = _base(folder, numbers)
    cutter = Cutter({word: share for word, share in base.probabilities[()].items() if word in numbers})
    heard = [name for name in city.names if cutter.cut(name)]
    placed = _cut(cutter, (carrier.format(name) for name in heard for carrier in CARRIERS))
    said = _cut(cutter, chain.from_iterable(map(clauses, city.texts)))
    if not placed and not said:
        raise CityError("there is no name and no sentence in the given files that this model could hear")
    share = _share(base, placed, said)
    own = estimate([*placed, *said], base.words)
    write_grammar(folder / GRAMMAR, mixed(base, own, share), numbers)
    can_be_heard = set(heard)
    unheard = tuple(name for name in city.names if name not in can_be_heard)
    return Adapted(names=len(heard), unheard=unheard, sentences=len(said), share=share)


def read_city(names: Path | None, texts: Path | None) -> City:
    """A city's files. Raises CityError."""
    return City(names=_names(names) if names else (), texts=list(_texts(texts)) if texts else ())


def _names(path: Path) -> list[str]:
    """Names, one a line; # begins a remark. Marks and digits are read as in texts; one in letters stays as it is."""
    names = (line.name for line in read_lines(_text(path)))
    return list(dict.fromkeys("".join(clauses(name)) or name for name in names))


def _texts(path: Path) -> Iterator[str]:
    """Texts in the fields title, text, body, subject and reply of a .jsonl file, or the lines of any other."""
    for number, line in enumerate(_text(path).split("\n"), 1):  # JSON may hold other ends of lines within a text
        if line.strip():
            yield from _fields(line, f"{path}, line {number}") if path.suffix == ".jsonl" else (line,)


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, ListFileError) as error:
        raise CityError(str(error)) from error


def _fields(line: str, where: str) -> Iterator[str]:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise CityError(f"{where} is no JSON: {error}") from error
    if not isinstance(entry, dict):
        raise CityError(f"{where} is no JSON object with text in one of {', '.join(TEXT_FIELDS)}")
    yield from (entry[field] for field in TEXT_FIELDS if isinstance(entry.get(field), str))


def _word_numbers(folder: Path) -> dict[str, int]:
    if not (folder / GRAMMAR).exists():
        raise CityError(
            f"{folder} has no {GRAMMAR}: only models with a dynamic graph (HCLr.fst and Gr.fst, such as "
            "vosk-model-small-cn-0.22 and the demo model) can learn a city's words"
        )
    if not (folder / WORDS).exists():
        table = words_in(folder / GRAMMAR)
        (folder / WORDS).write_text("".join(f"{word} {number}\n" for number, word in sorted(table.items())), "utf-8")
    rows = (line.split() for line in (folder / WORDS).read_text("utf-8").splitlines())
    return {word: int(number) for word, number in rows if word not in _NO_WORDS}


def _base(folder: Path, numbers: dict[str, int]) -> BackoffModel:
    try:
        return read_grammar(folder / GRAMMAR, {number: word for word, number in numbers.items()})
    except (GrammarError, KeyError) as error:
        raise CityError(f"the grammar of {folder} cannot be read: {error}") from error


def _cut(cutter: Cutter, said: Iterable[str]) -> list[Sentence]:
    return [words for clause in said if (words := cutter.cut(clause))]


def _share(base: BackoffModel, placed: list[Sentence], said: list[Sentence]) -> float:
    """The share that makes held-out sentences likeliest, where there are enough of them."""
    if len(said) < ENOUGH_SENTENCES:
        return SHARE_OF_NAMES
    learned = [sentence for at, sentence in enumerate(said) if at % _HELD_OUT]
    return best_share(base, estimate([*placed, *learned], base.words), said[::_HELD_OUT])
