"""Where to dial: SIP addresses for agents' phones, for departments and for citizens.

With Kamailio in front every call goes through it: it knows which phone is registered and sends the rest to the trunk.
With `--direct` there are only the addresses that the settings name.
"""

from dataclasses import dataclass

from callflow.units import AgentId
from lingting.settings import Settings


@dataclass(frozen=True)
class DialPlan:
    """Addresses by number. `display_number` is what a citizen's phone shows when the hotline calls."""

    front: str
    known: dict[str, str]
    display_number: str

    @classmethod
    def of(cls, settings: Settings) -> "DialPlan":
        """The plan that these settings make."""
        direct = settings.direct
        front = "" if direct.enabled else f"{settings.sip.address}:{settings.sip.port}"
        return cls(front, dict(direct.agents) if direct.enabled else {}, settings.city.hotline_numbers[0])

    def agent(self, agent: AgentId) -> str:
        """The phone of an agent."""
        return self.number(agent)

    def number(self, number: str) -> str:
        """Any number; empty when it cannot be dialled from here."""
        return f"sip:{number}@{self.front}" if self.front else self.known.get(number, "")
