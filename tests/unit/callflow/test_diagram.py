"""The drawings of the case's table and of the conversation are of what there is."""

from callflow.case import TABLE
from scripts import draw_conversation, draw_ticket
from scripts.draw_states import BEGINNING, CHANCES, CHANGE_NO_PHASE, DIAGRAM, drawn


def test_the_diagram_is_up_to_date() -> None:
    assert DIAGRAM.read_text(encoding="utf-8") == drawn(), "run: python -m scripts.draw_states"


def test_every_event_of_the_table_is_tried_or_known_to_change_nothing() -> None:
    in_table = {kind for row in TABLE.values() for kind in row}
    assert in_table == set(CHANCES) | CHANGE_NO_PHASE | BEGINNING


def test_the_conversations_diagram_is_up_to_date() -> None:
    page = draw_conversation.DIAGRAM.read_text(encoding="utf-8")
    assert page == draw_conversation.drawn(), "run: python -m scripts.draw_conversation"


def test_the_tickets_diagram_is_up_to_date() -> None:
    assert draw_ticket.DIAGRAM.read_text(encoding="utf-8") == draw_ticket.drawn(), "run: python -m scripts.draw_ticket"
