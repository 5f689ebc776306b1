"""What stands in a step's box: its kind, its title, what it says, and a row for each way on.

The words are the hotline's own language, because those who plan menus read it. A bare `hang_up` gets no box of its
own: the row that leads there says how the call ends.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from callflow.flow_model import Digits, Flow, HangUp, Step


class Kind(Enum):
    """What sort of step it is, as the word in the box."""

    QUEUE = "人工"
    CONNECT = "转接"
    MESSAGE = "留言"
    COLLECT = "收号"
    LOOK_UP = "查询"
    KEYS = "按键"
    SAY = "播音"
    END = "结束"


PRIORITIES = {"emergency": "紧急", "elder": "老年人", "repeat": "重复来电", "normal": "普通"}
RESULTS = {
    "draft": "登记中",
    "confirmed": "已受理",
    "replied": "已有答复",
    "discarded": "未成工单",
    "not_found": "没有查到",
    "not_yours": "需核对号码",
    "failed": "查询失败",
}
ENDS = {
    "self_service": "自助",
    "nobody_there": "无人值守",
    "message": "已留言",
    "call_back": "等候回电",
    "followed_up": "已回访",
    "served": "已服务",
}


@dataclass(frozen=True)
class Row:
    """One way on: by which keys or on which occasion, and to which step; `end` instead says how the call ends."""

    keys: tuple[str, ...]
    occasion: str
    target: str
    end: str = ""


@dataclass(frozen=True, kw_only=True)
class Box:
    """One step as it is drawn."""

    step: str
    title: str
    kind: Kind
    said: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]


def box_of(flow: Flow, name: str, texts: Mapping[str, str]) -> Box:
    """The box of a step."""
    step = flow.steps[name]
    return Box(
        step=name,
        title=step.title or name,
        kind=_kind(step),
        said="".join(_said(step, texts)),
        notes=tuple(_notes(step)),
        rows=tuple(_with_end(flow, row) for row in _rows(step)),
    )


def is_bare_end(step: Step) -> bool:
    """Whether it does nothing but end the call."""
    return step.hang_up is not None and not step.say


def _kind(step: Step) -> Kind:
    for kind in (Kind.QUEUE, Kind.CONNECT, Kind.MESSAGE, Kind.COLLECT, Kind.LOOK_UP, Kind.KEYS):
        if getattr(step, kind.name.lower()):
            return kind
    return Kind.END if step.hang_up else Kind.SAY


def _said(step: Step, texts: Mapping[str, str]) -> Iterator[str]:
    for clip in step.say:
        if isinstance(clip, str):
            yield texts.get(clip, f"〔{clip}〕")
        else:
            yield f"〔{clip.digits}〕" if isinstance(clip, Digits) else "〔答复内容〕"


def _notes(step: Step) -> Iterator[str]:
    if step.queue is not None:
        yield f"队列 {step.queue} · 优先级 {PRIORITIES[step.priority or 'normal']}"
    if step.connect is not None:
        yield f"值班联系人 {step.connect}"
    if step.message is not None:
        yield f"留言最长 {step.message.most_ms // 1000} 秒，按 {step.message.end_key} 结束"
    if step.collect is not None:
        yield f"最多 {step.collect.most_digits} 位，按 {step.collect.end_key} 结束 · 记为 {step.collect.into}"
    if step.keep is not None:
        yield f"按键记为 {step.keep}"
    if step.tries > 1:
        yield f"最多播放 {step.tries} 遍"
    if step.hang_up is not None:
        yield end_words(step.hang_up)


def end_words(how: HangUp) -> str:
    """How a call ends."""
    return f"{ENDS[how.ended_as]}{'，列入回电名单' if how.call_back else ''}"


def _rows(step: Step) -> Iterator[Row]:
    yield from _key_rows(step)
    if step.call_back_key is not None and step.call_back_step is not None:
        yield Row((step.call_back_key,), "等候时", step.call_back_step)
    yield from (Row((), RESULTS[result], target) for result, target in step.results.items())
    if step.then is not None:
        yield Row((), _then_word(step), step.then)
    if step.otherwise is not None:
        yield Row((), _otherwise_word(step), step.otherwise)


def _key_rows(step: Step) -> Iterator[Row]:
    """Keys that lead to the same step share a row."""
    for target in dict.fromkeys(step.keys.values()):
        yield Row(tuple(sorted(key for key, to in step.keys.items() if to == target)), "", target)


def _then_word(step: Step) -> str:
    if step.message is not None:
        return "留言后"
    if step.collect is not None:
        return "输入后"
    return "不按键" if step.keys else "然后"


def _otherwise_word(step: Step) -> str:
    if step.connect is not None:
        return "未接通"
    return "未输入" if step.collect is not None else "按键无效"


def _with_end(flow: Flow, row: Row) -> Row:
    how = flow.steps[row.target].hang_up
    if how is None or not is_bare_end(flow.steps[row.target]):
        return row
    return Row(row.keys, row.occasion, row.target, end_words(how))
