"""Which agents a case has, and what each of them is doing in it: the one place that reads it from a case's state."""

from callflow.call_out import is_ring_back
from callflow.state import Case
from callflow.units import AgentId
from callflow.views import AgentState, Phase

_RINGS = (Phase.RINGING, Phase.DIALLING)


def taken_by(case: Case) -> dict[AgentId, AgentState]:
    """The agents whom this case has and has not given back."""
    return {agent: _doing(case, agent) for agent in case.taken}


def waits(case: Case) -> bool:
    """Whether this case stands in line for a person, also while a phone rings for it."""
    return case.phase in (Phase.QUEUED, Phase.RINGING) and not is_ring_back(case)


def offered_to(case: Case) -> AgentId | None:
    """The agent whom the queue offered and whose phone rings; None when no phone rings for the line."""
    return case.agent if case.phase is Phase.RINGING else None


def _doing(case: Case, agent: AgentId) -> AgentState:
    if any(leg.agent == agent for leg in case.present()):
        return AgentState.TALKING
    if case.writing and agent == case.agent:
        return AgentState.WRAP_UP
    return AgentState.RINGING if _is_called(case, agent) else AgentState.WRAP_UP


def _is_called(case: Case, agent: AgentId) -> bool:
    offered = agent == case.agent and case.phase in _RINGS
    return offered or any(leg.agent == agent and not leg.leaving for leg in case.living())
