"""What a department sees of a call that it is in: its ticket, and the words it heard itself. Pure.

Everything here is let through one by one; what is not named stays behind. A department heard what its leg heard: who
hears whom stands in the case log, so its coming, being put on hold and leaving need no rules of their own. Of an
utterance that it heard in part only those words are shown. What is decided after it has left is not its affair, save
that the caller is to stay unknown: that holds for what it has been shown as well.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from api.masking import mask_number, mask_text, mask_values
from api.secrecy import Secrecy
from api.supervision import is_supervisors
from callflow import commands, events
from callflow.drafting.draft import FieldName
from callflow.log import Entry
from callflow.screen import CaseSnapshot, JointCall, JointCaption
from callflow.units import CITIZEN, LegId, UtteranceId, WallMs
from callflow.utterance import Word, utterance_id
from callflow.views import AttemptState, CaseView

_SHOWN: tuple[FieldName, ...] = tuple(
    name for name in FieldName if name not in {FieldName.ANONYMOUS, FieldName.CONFIDENTIAL}
)
CONFIDENTIAL_NOTE = "这是保密工单，不显示来电人和通话内容。"
ANONYMOUS_NOTE = "来电人要求匿名，不显示姓名和号码。"

Span = tuple[WallMs, WallMs | None]
"""From when until when; None: still."""


def joint_call(snapshot: CaseSnapshot, entries: Sequence[Entry], department: str) -> JointCall | None:
    """The call as this department may see it; None: it is not in it and never was."""
    heard = _heard(entries, legs_of(snapshot.view, department))
    joined = [begin for spans in heard.values() for begin, _ in spans]
    if not joined:
        return None
    left_at = _left(heard)
    values = _values(entries, left_at)
    secrecy = Secrecy.of(values, _values(entries, None))
    captions = () if secrecy.confidential else tuple(_captions(snapshot.view, entries, heard, secrecy))
    return _told(snapshot.view, values, secrecy, (min(joined), left_at), captions)


def legs_of(view: CaseView, department: str) -> frozenset[LegId]:
    """The legs on which somebody of the department answered."""
    asked = (one for one in view.invitations if department and one.department == department)
    return frozenset(each.leg for one in asked for each in one.attempts if each.state is AttemptState.ANSWERED)


def _told(
    view: CaseView,
    values: Mapping[FieldName, str],
    secrecy: Secrecy,
    there: Span,
    captions: tuple[JointCaption, ...],
) -> JointCall:
    shown = {key: values[key] for key in _SHOWN if key in values}
    joined_at, left_at = there
    return JointCall(
        case=view.case,
        ticket=view.ticket,
        joined_at=joined_at,
        left_at=left_at,
        confidential=secrecy.confidential,
        anonymous=secrecy.anonymous,
        caller_name="" if secrecy.unknown else values.get(FieldName.CALLER_NAME, ""),
        calling_number="" if secrecy.unknown else mask_number(view.calling_number),
        values=mask_values(secrecy.values(shown)),
        captions=captions,
        note=_note(secrecy),
    )


def _note(secrecy: Secrecy) -> str:
    if secrecy.confidential:
        return CONFIDENTIAL_NOTE
    return ANONYMOUS_NOTE if secrecy.anonymous else ""


def _heard(entries: Iterable[Entry], own: frozenset[LegId]) -> dict[LegId, list[Span]]:
    """When the department heard whom; its own legs count as heard while it hears anybody."""
    heard: dict[LegId, list[Span]] = {}
    for at, talkers in _topologies(entries, own):
        for leg in {*heard, *talkers}:
            _turn(heard.setdefault(leg, []), at, hears=leg in talkers)
    return {leg: spans for leg, spans in heard.items() if spans}


def _topologies(entries: Iterable[Entry], own: frozenset[LegId]) -> Iterator[tuple[WallMs, frozenset[LegId]]]:
    for entry in entries:
        if isinstance(entry.command, commands.SetTopology):
            talkers = {talker for listener, talker in entry.command.hears if listener in own and "-" in talker}
            talkers |= {talker for listener, talker in entry.command.hears if listener in own and talker == CITIZEN}
            yield entry.at, frozenset(talkers | own if talkers else ())
        elif isinstance(entry.event, events.WorkerLost):
            yield entry.at, frozenset()


def _turn(spans: list[Span], at: WallMs, *, hears: bool) -> None:
    open_ = bool(spans) and spans[-1][1] is None
    if hears and not open_:
        spans.append((at, None))
    elif open_ and not hears:
        spans[-1] = (spans[-1][0], at)


def _left(heard: Mapping[LegId, Sequence[Span]]) -> WallMs | None:
    """When it heard anybody last; None: it hears somebody now."""
    ends = [until for spans in heard.values() for _, until in spans]
    closed = [until for until in ends if until is not None]
    return max(closed) if len(closed) == len(ends) else None


def _values(entries: Iterable[Entry], until: WallMs | None) -> dict[FieldName, str]:
    """The draft as it stood then, with what people typed over it."""
    values: dict[FieldName, str] = {}
    for entry in entries:
        if until is not None and entry.at > until:
            break
        match entry.event or entry.command:
            case commands.ReviseDraft(draft=draft, edited=edited):
                values = {name: field.value for name, field in draft.fields.items()} | edited
            case events.FieldEdited(field=field, value=value):
                values = values | {field: value}
    return {name: value for name, value in values.items() if value}


def _captions(
    view: CaseView, entries: Sequence[Entry], heard: Mapping[LegId, Sequence[Span]], secrecy: Secrecy
) -> Iterator[JointCaption]:
    mended = _mended(entries)
    said = [entry.event for entry in entries if isinstance(entry.event, events.UtteranceHeard)]
    for one in sorted(said, key=lambda one: (one.start_ms, one.leg)):
        utterance = utterance_id(one.leg, one.first_sample)
        spans = [] if is_supervisors(one.leg) else heard.get(one.leg, [])
        text = _text(one, spans, view.started_at, mended.get(utterance))
        if text:
            role = one.leg.partition("-")[0]
            shown = mask_text(secrecy.hidden(text))
            yield JointCaption(case=view.case, utterance=utterance, role=role, start_ms=one.start_ms, text=shown)


def _mended(entries: Iterable[Entry]) -> dict[UtteranceId, str]:
    mended = (entry.event for entry in entries if isinstance(entry.event, events.CaptionCorrected))
    return {one.utterance: one.text for one in mended}


def _text(said: events.UtteranceHeard, spans: Sequence[Span], start: WallMs, mended: str | None) -> str:
    """All of it when all was heard, or else the words that were."""
    if _within(spans, start + said.start_ms, start + said.end_ms):
        return said.text if mended is None else mended
    return "".join(word.text for word in said.words if _heard_word(spans, word, start))


def _heard_word(spans: Sequence[Span], word: Word, start: WallMs) -> bool:
    return _within(spans, start + word.start_ms, start + word.end_ms)


def _within(spans: Sequence[Span], begin: int, end: int) -> bool:
    return any(opens <= begin and (closes is None or end <= closes) for opens, closes in spans)
