"""When a drafted field counts as right: the rules by which `eval_drafting.py` scores.

- Labels (request type, category, urgency, department): equal to the gold label; lenient also to its stated alternative.
- Place and caller's name: equal after normalisation. That is: full width to half width, spoken numbers as digits,
  brackets, punctuation, particles (的, 这边, 附近…) left out, province, city and district before the rest left out when
  the rest is there. A place that the gold ticket does not have must not be drafted.
- Call-back number: equal; where the gold ticket has none, the calling number.
- Incident time: equal after normalisation; a gold time that tells two (`，`) may be met by either.
- Title: at most 25 characters, and at least 0.6 of the gold title's characters stand in it in order.
- Key facts: the share of a gold ticket's facts of which at least 0.8 of the characters stand in the body in order.
- A false alarm is a text that is called 特急, or an emergency, and is not 特急 by label or stated alternative.
"""

import re
import unicodedata
from typing import Any

from callflow.drafting.language.written import numbers_written

LONGEST_TITLE = 25
TITLE_KEPT, FACT_KEPT = 0.6, 0.8
_PARTICLE = re.compile(r"[\W_]|的|这边|那边|这里|那里|附近|旁边?|一带")
_AREA = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}省)?(?:[\u4e00-\u9fff]{2,3}市|[A-Z]\d*市)?(?:[\u4e00-\u9fff]{2,3}(?<![小社园一二三四五六七八九十])[区县]|[A-Z]\d+[区县]县?)(?=.{2})"
)
_CITY = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}省(?:[A-Z]\d*市|[\u4e00-\u9fff]{2}市)?|[A-Z]\d*市|[\u4e00-\u9fff]{2}市)(?=.{2})"
)


def labelled(value: str, gold: dict[str, Any], name: str, *, lenient: bool) -> bool:
    """Whether a label is right; the alternative stands as `alt_<name>`."""
    also = gold.get(f"alt_{name}") if lenient else None
    return value in (gold[name], also or gold[name])


def same_place(value: str, gold: str | None, *, lenient: bool) -> bool:
    """Whether a drafted place ("" when none) is the gold one; strict compares the characters as they stand."""
    if not lenient:
        return value == (gold or "")
    return _place(value) == _place(gold or "")


def same_words(value: str, gold: str | None) -> bool:
    """Whether two short texts are equal after normalisation."""
    return any(plain(value) == plain(part) for part in (gold or "", *(gold or "").split("，")) if part or not gold)


def title_holds(value: str, gold: str) -> bool:
    """Whether a title fits and says what the gold one says."""
    return len(value) <= LONGEST_TITLE and _kept(plain(gold), plain(value)) >= TITLE_KEPT


def facts_kept(body: str, facts: list[str]) -> float:
    """The share of facts that stand in the body."""
    said = plain(body)
    return sum(_kept(plain(fact), said) >= FACT_KEPT for fact in facts) / len(facts) if facts else 1.0


def plain(text: str) -> str:
    """Full width to half width, counts as digits, no punctuation, no particles."""
    return _PARTICLE.sub("", numbers_written(unicodedata.normalize("NFKC", text)))


def _place(text: str) -> str:
    return _CITY.sub("", _AREA.sub("", plain(text)))


def _kept(fact: str, said: str) -> float:
    """How much of a fact stands in a text as a subsequence: the longest common one over the fact's length."""
    if not fact:
        return 1.0
    row = [0] * (len(said) + 1)
    for char in fact:
        before = 0
        for at, other in enumerate(said, 1):
            row[at], before = (before + 1 if char == other else max(row[at], row[at - 1])), row[at]
    return row[-1] / len(fact)
