"""The call as the field drafters see it: cleaned lines, who asked what before them, what was read back and confirmed.

A recogniser gives neither punctuation nor sentence ends, and cuts at pauses. Lines of one speaker are joined into
turns; an agent's 嗯 or 好的 between two parts of a telephone number does not end the citizen's turn. Where a person
has typed punctuation (a corrected caption), it becomes a boundary, as a pause is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

import msgspec

from callflow.drafting.draft import Span
from callflow.drafting.language.marks import BOUNDARY, clean, marked, positions
from callflow.units import UtteranceId
from callflow.utterance import Utterance

CITIZEN = "citizen"
AGENT = "agent"
DEPARTMENT = "department"

_BACKCHANNEL = re.compile(r"(?:嗯+|哦+|噢+|啊|呃|好+的?|行|对+的?|是的?|明白|了解|您说|你说|您讲|请讲|您继续|[，])*")
_YES = re.compile(
    r"(?:嗯+|哎+|啊|哦|好|，)*(?:对|是的|是啊|是呀|是，|是$|没错|正确|可以|没问题|就是|就这|行|好的|好+$|好，|嗯$)"
)
_NO = re.compile(r"不对|不是|错了|错啦|说错|讲错|说反|讲反|不准确|没有说")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One utterance of the citizen, cleaned, and the agent's words that it answers ("" when none)."""

    id: UtteranceId
    text: str
    asked: str = ""
    raw: str = ""
    """The utterance as it was told."""

    def span(self, start: int, end: int) -> Span:
        """Where a piece of `text` stands in the utterance."""
        places = positions(self.raw)
        return Span(utterance=self.id, start=places[start], end=places[end - 1] + 1)


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one speaker said until the other one spoke."""

    role: str
    text: str
    ids: tuple[UtteranceId, ...]
    marked: str = ""
    """The text with question marks, where a person has typed them (`marked`)."""


class ReadBack(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent said and the citizen answered with yes; `id` is the utterance that says so."""

    text: str
    id: UtteranceId


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """What all field drafters read; built once for each revision."""

    turns: tuple[Turn, ...]
    lines: tuple[Line, ...]
    read_backs: tuple[ReadBack, ...]
    departments: tuple[Turn, ...] = ()
    """What departments said in the call: answers, never the citizen's facts."""
    staff: tuple[Line, ...] = ()
    """What agent and departments said, utterance by utterance, in order."""

    @property
    def said(self) -> str:
        """All that the citizen said, lines parted by a boundary."""
        return BOUNDARY.join(line.text for line in self.lines)

    def of(self, role: str) -> Iterator[Turn]:
        """The turns of one speaker, in order."""
        return (turn for turn in self.turns if turn.role == role)


def converse(utterances: Sequence[Utterance]) -> Conversation:
    """Read a call so far. Turns are the citizen's and the agent's alone: what others say is not the citizen's fact."""
    kept = [(spoken.role, spoken.id, clean(spoken.text)) for spoken in utterances if spoken.role in (CITIZEN, AGENT)]
    raw = {spoken.id: spoken.text for spoken in utterances}
    heard = [item for item in kept if item[2]]
    turns = tuple(_turns(_without_backchannels(heard), raw))
    asked = dict(_answered(turns))
    lines = tuple(
        Line(id=id_, text=text, asked=asked.get(id_, ""), raw=raw[id_]) for role, id_, text in heard if role == CITIZEN
    )
    return Conversation(
        turns=turns,
        lines=lines,
        read_backs=tuple(_read_backs(turns)),
        departments=tuple(_departments(utterances)),
        staff=tuple(_staff(utterances)),
    )


def _departments(utterances: Sequence[Utterance]) -> Iterator[Turn]:
    for spoken in utterances:
        if spoken.role == DEPARTMENT and (text := clean(spoken.text)):
            yield Turn(role=DEPARTMENT, text=text, ids=(spoken.id,), marked=marked(spoken.text))


def _staff(utterances: Sequence[Utterance]) -> Iterator[Line]:
    for spoken in utterances:
        if spoken.role in (AGENT, DEPARTMENT) and (text := clean(spoken.text)):
            yield Line(id=spoken.id, text=text, raw=spoken.text)


def agrees(text: str) -> bool:
    """Whether an answer begins with yes and does not take it back."""
    return bool(_YES.match(text)) and not _NO.search(text)


def _without_backchannels(
    heard: Sequence[tuple[str, UtteranceId, str]],
) -> Iterator[tuple[str, UtteranceId, str]]:
    return (item for item in heard if item[0] == CITIZEN or not _BACKCHANNEL.fullmatch(item[2]))


def _turns(heard: Iterable[tuple[str, UtteranceId, str]], raw: Mapping[UtteranceId, str]) -> Iterator[Turn]:
    for role, items in groupby(heard, key=lambda item: item[0]):
        together = list(items)
        yield Turn(
            role=role,
            text=BOUNDARY.join(text for _, _, text in together),
            ids=tuple(id_ for _, id_, _ in together),
            marked=BOUNDARY.join(marked(raw[id_]) for _, id_, _ in together),
        )


def _answered(turns: Sequence[Turn]) -> Iterator[tuple[UtteranceId, str]]:
    for before, turn in pairwise(turns):
        yield from ((id_, before.text) for id_ in turn.ids)


def _read_backs(turns: Sequence[Turn]) -> Iterator[ReadBack]:
    for before, turn in pairwise(turns):
        if turn.role == CITIZEN and agrees(turn.text):
            yield ReadBack(text=before.text, id=turn.ids[0])
