"""Draw a ticket's table as docs/diagrams/ticket.md: python -m scripts.draw_ticket [--check].

Every cell of the table is a way: its function says where it leads. A way that stays in its state is in the second
table, which says who may go each way.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator

from callflow import ticket_steps as steps
from callflow.ticket import FINAL, TABLE
from callflow.ticket_life import Life
from callflow.ticket_steps import Actor, TicketStep
from callflow.ticket_words import ACTOR_WORDS, STATE_WORDS, STEP_WORDS
from callflow.views import TicketState
from scripts.draw_states import ROOT
from scripts.drawn_page import keep

DIAGRAM = ROOT / "docs" / "diagrams" / "ticket.md"

HEAD = """\
# A ticket from draft to archive

Drawn from the table in `callflow/ticket.py` by `scripts/draw_ticket.py`; do not edit. Suspending (`suspended`) is
possible wherever time counts, and `resumed` goes back to where it was; merging (`merged`) is possible until the
department has replied. Both are left out of the drawing. What has to be said with a step, how often a department may
return a ticket and what follows by rule stand in the code beside the table.

"""


def ways() -> Iterator[tuple[TicketState, type[TicketStep], TicketState, frozenset[Actor]]]:
    """Every cell of the table, and where it leads."""
    for state, row in TABLE.items():
        for kind, way in row.items():
            yield state, kind, way.move(Life(state=state), said(kind)).state, way.by


def said(kind: type[TicketStep]) -> TicketStep:
    return steps.FollowedUp(reached=True) if kind is steps.FollowedUp else kind()


def arrows() -> Iterator[str]:
    found: dict[tuple[TicketState, TicketState], list[str]] = defaultdict(list)
    for before, kind, after, _ in ways():
        if before is not after and kind not in (steps.Suspended, steps.Resumed, steps.Merged):
            found[before, after].append(kind.kind())
    for (before, after), kinds in found.items():
        origin = "[*]" if before is TicketState.NONE else before
        yield f"    {origin} --> {after}: {'<br/>'.join(sorted(kinds))}"


def rights() -> Iterator[str]:
    """Who may take which step in which states."""
    found: dict[tuple[str, frozenset[Actor]], list[TicketState]] = defaultdict(list)
    for state, kind, _, by in ways():
        if state is not TicketState.NONE:
            found[kind.kind(), by].append(state)
    for name, word in STEP_WORDS.items():
        for (kind, by), states in found.items():
            if kind == name:
                who = "、".join(ACTOR_WORDS[actor] for actor in Actor if actor in by)
                yield f"| `{name}` {word} | {who} | {', '.join(f'`{state}`' for state in states)} |"


def drawn() -> str:
    """The whole page."""
    named = (f"    {state}: {state}<br/>{STATE_WORDS[state]}" for state in TABLE if state is not TicketState.NONE)
    ends = (f"    {state} --> [*]" for state in TABLE if state in FINAL)
    lines = ["```mermaid", "stateDiagram-v2", *named, *arrows(), *ends, "```", ""]
    table = ["## Who may do what", "", "| step | by | in |", "|---|---|---|", *rights(), ""]
    return HEAD + "\n".join([*lines, *table])


if __name__ == "__main__":
    sys.exit(keep(DIAGRAM, drawn, __doc__, sys.argv[1:]))
