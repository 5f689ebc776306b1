"""Loading of all that drafting reads from files, before a call has to wait for it."""

from callflow.drafting.draft import DraftContext
from callflow.drafting.matters.emergency import emergency_in
from callflow.drafting.ticket import draft_ticket
from callflow.units import CallMs, LegId, UtteranceId
from callflow.utterance import Utterance

_CONTEXT = DraftContext(calling_number="", started_at=0, city="")
_CALL = (
    ("agent", "您好，请问在什么位置，什么时候的事，您贵姓？"),
    ("citizen", "我投诉，昨天晚上八点人民路幸福小区三栋楼下烧烤店油烟扰民，姓刘，电话幺三八零零一二三四五六。"),
    ("agent", "人民路幸福小区三栋，刘女士，为您转城管局处理，对吗？"),
    ("citizen", "对，要保密。"),
    ("agent", "您住哪里？"),
    ("citizen", "东湖区天鹅堡那边。"),
    ("agent", "好的，五个工作日内答复您。"),
    ("citizen", "好，谢谢。"),
)
"""Long enough for the place to be chosen as it is in a whole call, and what no list knows among its names."""


def load_drafting() -> None:
    """Read every list, table of weights and dictionary of drafting, some 0.3 s; without it the first draft does."""
    emergency_in(_CALL[1][1])
    draft_ticket([_said(at, role, text) for at, (role, text) in enumerate(_CALL)], _CONTEXT)
    draft_ticket([_said(0, *_CALL[1]), _said(1, *_CALL[1])], _CONTEXT)


def _said(at: int, role: str, text: str) -> Utterance:
    begins, ends = CallMs(at), CallMs(at + 1)
    return Utterance(
        id=UtteranceId(f"{role}:{at}"), leg=LegId(role), role=role, start_ms=begins, end_ms=ends, text=text
    )
