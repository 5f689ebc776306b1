"""Which agents a case has, and what each of them is doing in it: the one place that reads it from a case's state."""

from collections.abc import Mapping

from callflow.state import Case
from callflow.units import AgentId
from callflow.views import AgentState, Phase

_DOING: Mapping[Phase, AgentState] = {
    Phase.RINGING: AgentState.RINGING,
    Phase.TALKING: AgentState.TALKING,
    Phase.HELD: AgentState.TALKING,
    Phase.WRAP_UP: AgentState.WRAP_UP,
}


def taken_by(case: Case) -> dict[AgentId, AgentState]:
    """The agents whom this case has and has not given back."""
    if case.agent is None or case.agent_freed or case.phase not in _DOING:
        return {}
    return {case.agent: _DOING[case.phase]}


def waits(case: Case) -> bool:
    """Whether this case stands in line for a person, also while a phone rings for it."""
    return case.phase in (Phase.QUEUED, Phase.RINGING)
