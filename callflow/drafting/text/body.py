"""The body: who, when, where, what and what is asked for, in written Chinese; facts stand as they were said.

Hesitation, courtesies and repetitions go; an answer that needs its question is written as a statement. The words of
agent and departments stand in sentences of their own, so that a reader sees whose they are.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from msgspec.structs import replace

from callflow.drafting.conversation import CITIZEN, Conversation, Line
from callflow.drafting.draft import YES, DraftField, FieldName
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.ngrams import pairs_of
from callflow.drafting.matters.matter import states_a_matter
from callflow.drafting.text.corrected import corrected
from callflow.drafting.text.record import recorded
from callflow.drafting.text.told import Kind, Told, told

_CALLS = {"求助": "反映", "": "反映"}
_DEMANDED = {True: (Kind.WISH,), False: (Kind.WISH, Kind.QUESTION)}
"""What stands as a demand; in a consultation the questions are the matter itself and stay in their order."""
_SAYS_SO = re.compile(r"希望|要求|请|恳求|建议|^(?:我|是|有|如果|他|她|这|那|现在|你)|能否|是否|如何|何时|哪|吗$")
_BLUNT = re.compile(r"^(?:我)?(?:就)?(?:想|要(?!么|不))|就(?:行|好)了?$")
_ASKED_FOR = re.compile(
    r"^(?:我|我们|我觉得|我看|你们?|您|那|就看|看)*(?:能否|可否|是否可以)(?:给我们?|帮我们?|帮忙)?(?!.*(?:问|告知|看到|听到|查到|知道|吗$|是否))(?=[^，]{2})"
)
"""Words that ask for something politely; who complains does not ask whether it can be."""
_LONG_ENOUGH = 5
"""A clause is told twice when all its pairs of characters were told; a short one may stand in a list."""


def draft_body(conversation: Conversation, known: dict[FieldName, DraftField]) -> DraftField | None:
    """Written Chinese in a few sentences; None until the citizen has stated a matter."""
    told_by = [(line, each) for line, asked in _lines(conversation) for each in told(line, asked)]
    asks_whether = _value(known, FieldName.REQUEST_TYPE) == "咨询"
    told_by = told_by if asks_whether else [(line, _wish_of(each)) for line, each in told_by]
    said = [each for _, each in told_by]
    if not said or not any(states_a_matter(line.text) for line in conversation.lines):
        return None
    demanded = _DEMANDED[asks_whether]
    facts = [(line, each) for line, each in told_by if each.kind not in demanded]
    record = recorded(conversation)
    page = _Page(_opening(known))
    page.add("", _sentences(facts or told_by))
    wished = _wished([each for each in said if each.kind in demanded], known) if facts else []
    page.add("诉求：", [*wished, *((f"{_verb(known)}{each}",) for each in record.demands)])
    page.add("经核对：", _clauses(record.confirmed))
    page.add("当场答复：" if _value(known, FieldName.DIRECT_ANSWER) == YES else "坐席记录：", _clauses(record.told))
    page.add("部门答复：", _clauses(record.departments))
    sources = tuple(dict.fromkeys(line.id for line, _ in told_by))
    return DraftField(value=page.text, confidence=0.7 if 0 < len(facts) < len(told_by) else 0.6, sources=sources)


class _Page:
    """A text to which sentences are added; a clause that says nothing new is left out."""

    def __init__(self, opening: str) -> None:
        self.text = opening
        self._pairs = set(pairs_of(opening))

    def add(self, heading: str, sentences: Sequence[Sequence[str]]) -> None:
        """Add sentences under a heading, if anything of them is new."""
        news = [BOUNDARY.join(kept) for each in sentences if (kept := [one for one in each if self._is_new(one)])]
        if news:
            self.text += f"{heading}{'；'.join(news)}。"

    def _is_new(self, clause: str) -> bool:
        pairs = set(pairs_of(clause))
        new = len(clause) < _LONG_ENOUGH or not pairs <= self._pairs
        self._pairs |= pairs
        return new


def _lines(conversation: Conversation) -> Iterator[tuple[Line, str]]:
    """The citizen's lines, each with what the agent had said right before it ("" inside a turn)."""
    asked = {turn.ids[0]: before.marked for before, turn in pairwise(conversation.turns) if turn.role == CITIZEN}
    said = corrected((line.raw, line.asked) for line in conversation.lines)
    return (
        (replace(line, raw=raw), asked.get(line.id, "")) for line, raw in zip(conversation.lines, said, strict=True)
    )


def _sentences(told_by: Sequence[tuple[Line, Told]]) -> list[list[str]]:
    """The clauses sentence by sentence, of whatever kinds."""
    runs = groupby(told_by, key=lambda one: (one[0].id, one[1].sentence))
    return [[clause for _, each in run for clause in each.clauses] for _, run in runs]


def _wished(demands: Sequence[Told], known: dict[FieldName, DraftField]) -> list[tuple[str, ...]]:
    """The demands; a wish says that it is one."""
    return [_with(_verb(known), each.clauses) if each.kind is Kind.WISH else each.clauses for each in demands]


def _wish_of(each: Told) -> Told:
    """A polite question for something as the wish that it is: 能否派人来看看 asks for somebody to come."""
    asked = each.kind is not Kind.FACT and _ASKED_FOR.match(each.clauses[0])
    if not asked:
        return each
    return replace(each, kind=Kind.WISH, clauses=(each.clauses[0][asked.end() :], *each.clauses[1:]))


def _verb(known: dict[FieldName, DraftField]) -> str:
    return "建议" if _value(known, FieldName.REQUEST_TYPE) == "建议" else "要求"


def _with(verb: str, clauses: tuple[str, ...]) -> tuple[str, ...]:
    return clauses if _SAYS_SO.search(clauses[0]) else (verb + _BLUNT.sub("", clauses[0]), *clauses[1:])


def _clauses(sentences: Sequence[str]) -> list[list[str]]:
    return [sentence.split(BOUNDARY) for sentence in sentences]


def _opening(known: dict[FieldName, DraftField]) -> str:
    who = _value(known, FieldName.CALLER_NAME) or "市民"
    kind = _value(known, FieldName.REQUEST_TYPE)
    when, where = _value(known, FieldName.INCIDENT_TIME), _value(known, FieldName.PLACE)
    about = "，".join(part for part in (f"时间：{when}" if when else "", f"地点：{where}" if where else "") if part)
    return f"{who}来电{_CALLS.get(kind, kind)}{f'（{about}）' if about else ''}："


def _value(known: dict[FieldName, DraftField], name: FieldName) -> str:
    return known[name].value if name in known else ""
