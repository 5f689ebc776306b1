"""What the words in a mention and around it tell, for or against its being the place of the matter."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from callflow.drafting.language.ngrams import pairs_of
from callflow.drafting.language.ordinary import is_ordinary
from callflow.drafting.language.terms import LINES_KEPT
from callflow.drafting.language.words import Word, words
from callflow.drafting.places.gazetteer import chains
from callflow.drafting.places.kinds import kinds, own_name
from callflow.drafting.places.mentions import Mention

SCALE = 5.0
"""Log odds are told in these units."""
_LONG, _LONGER, _ORDINARY, _MANY_WORDS, _OFTEN = 12, 16, 5, 8, 3
_OF_THE_CALLER = re.compile(r"我是|我们是|本人|家住|我住|住在|居住|我家|户籍|户口|身份证")
_COMPLAINED_OF = re.compile(r"投诉|举报|反映|请求|希望|建议|咨询|关于")

Sign = tuple[str, float]


@lru_cache(maxsize=LINES_KEPT)
def signs_of(mention: Mention) -> tuple[Sign, ...]:
    """What a mention itself and the words around it tell, by name."""
    name = own_name(mention.text)
    ordinary = sum(map(is_ordinary, pairs_of(name)))
    return (
        *((each, 1.0) for each in (*_by_kind(mention, name), *_by_characters(mention), *_by_words(mention))),
        (f"ordinary {min(ordinary, _ORDINARY)}", 1.0),
        ("begins", mention.begins / SCALE),
        ("ends", mention.ends / SCALE),
        ("size", len(name) / _LONG),
        ("share of ordinary", ordinary / max(1, len(name))),
    )


def _by_kind(mention: Mention, name: str) -> Iterator[str]:
    text, before = mention.text, mention.sentence[: mention.start]
    exact, found = kinds(text)
    chain = max(chains(text), key=len, default=())
    size = sum(len(unit.text) for unit in chain)
    yield from ("any", f"exact {exact}", f"kinds {found}", *(f"kind {kind}" for kind in found))
    yield f"length {min(len(name), _LONG if len(name) < _LONGER else _LONGER)}"
    yield f"covered {4 * size // max(1, len(text))}"
    yield f"ends as {chain[-1].kind if chain else ''} {exact}"
    yield f"begins as {chain[0].kind if chain else ''}"
    yield f"caller {bool(_OF_THE_CALLER.search(before)):d} {exact}"
    yield f"matter {bool(_COMPLAINED_OF.search(before)):d} {exact}"
    yield f"area {len(name) < len(text):d}"


def _by_characters(mention: Mention) -> Iterator[str]:
    sentence, text = _shape(mention.sentence), mention.text
    start, end = mention.start, mention.end
    for size in (1, 2, 3):
        yield f"before {sentence[max(0, start - size) : start]}"
    for size in (1, 2):
        yield f"after {sentence[end : end + size]}"
        yield f"last {sentence[max(0, end - size) : end]}"
    yield from (f"has {mark}" for mark in "，,（(、的和与及至到在是" if mark in text)
    if text.count("（") + text.count("(") != text.count("）") + text.count(")"):
        yield "half bracket"


def _by_words(mention: Mention) -> Iterator[str]:
    known = words(mention.sentence)
    inside = [each for each in known if mention.start <= each.start and each.end <= mention.end]
    begins, ends = (any(at == each for each in edges) for at, edges in _edges(mention, known))
    yield f"on words {begins:d}{ends:d}"
    if cut := next((each for each in known if each.start < mention.end < each.end), None):
        yield from (f"cut {cut.tag}", f"cut {cut.text}")
    yield from _before([each for each in known if each.end <= mention.start], begins=begins)
    after = [each for each in known if each.start >= mention.end]
    yield from _after(after, ends=ends)
    yield from _inside(inside)
    if inside:
        first, last, following = inside[0], inside[-1], after[0].tag if after else ""
        tags = [each.tag for each in inside]
        yield from (f"first word {first.text}", f"first tag {first.tag} {begins:d}")
        yield f"first tags {'|'.join(tags[:2])} {begins:d}"
        yield from (
            f"last word {last.text}",
            f"last tag {last.tag} {ends:d}",
            f"last tag {last.tag} {following} {ends:d}",
        )
        yield from (f"last tags {'|'.join(tags[-2:])} {ends:d}", f"last tags {'|'.join(tags[-3:])}")


def _edges(mention: Mention, known: tuple[Word, ...]) -> Iterator[tuple[int, list[int]]]:
    """Where a mention begins and the words do, where it ends and they do."""
    yield mention.start, [each.start for each in known]
    yield mention.end, [each.end for each in known]


def _before(known: list[Word], *, begins: bool) -> Iterator[str]:
    if known:
        yield from (f"word before {known[-1].text}", f"tag before {known[-1].tag} {begins:d}")
    else:
        yield "nothing before"


def _after(known: list[Word], *, ends: bool) -> Iterator[str]:
    if known:
        yield from (f"word after {known[0].text}", f"tag after {known[0].tag} {ends:d}")
        yield f"tags after {'|'.join(each.tag for each in known[:2])} {ends:d}"
    else:
        yield "nothing after"


def _inside(known: list[Word]) -> Iterator[str]:
    tags = [each.tag for each in known]
    for tag in dict.fromkeys(tags):
        yield from (f"tag in {tag}", f"tag in {tag} {min(tags.count(tag), _OFTEN)}")
    yield f"words {min(_MANY_WORDS, len(known))}"
    yield from (f"in {each.text}" for each in known)
    for one, two in pairwise(known):
        yield from (f"pair {one.tag}|{two.text}", f"pair {one.tag}|{two.tag}")


def _shape(text: str) -> str:
    """Digits alike, letters alike."""
    return re.sub("[0-9]", "0", re.sub("[A-Z]", "A", text))
