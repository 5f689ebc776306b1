"""Who looks, and what that person may see and do. Pure: every rule of permission stands here once."""

import msgspec

from callflow.units import AgentId
from callflow.views import CaseView, Phase, Role

_OVER = frozenset({Phase.CLOSED, Phase.ARCHIVED})


class NotYours(Exception):  # noqa: N818 - as the hotline's refusals are named
    """The viewer asked for what is another agent's."""


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """The person behind a session."""

    agent: AgentId
    name: str
    role: Role

    @property
    def sees_all(self) -> bool:
        """Supervisors and admins see every case, ticket and agent."""
        return self.role is not Role.AGENT

    @property
    def keeps_accounts(self) -> bool:
        """Admins make and change accounts."""
        return self.role is Role.ADMIN

    def may_see(self, owner: AgentId | None) -> bool:
        """A case or ticket is seen by the agent whose it is, and by supervisors."""
        return self.sees_all or owner == self.agent

    def may_steer(self, owner: AgentId | None) -> bool:
        """Hold, hang up, wrap up: only the agent in the call."""
        return owner == self.agent

    def own_filter(self, agent: AgentId | None) -> AgentId | None:
        """Whose rows a list is to hold when rows of `agent` are asked for (None: anybody's). Raises NotYours."""
        if self.sees_all:
            return agent
        if agent not in {None, self.agent}:
            raise NotYours
        return self.agent

    def watches_own(self, view: CaseView) -> bool:
        """Whether the viewer is the agent in this call, or will be when the phone is answered."""
        return view.phase not in _OVER and view.agent == self.agent

    def watches(self, view: CaseView) -> bool:
        """Whether the case belongs on this person's screen now."""
        return view.phase not in _OVER and self.may_see(view.agent)
