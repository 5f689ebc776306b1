"""The calls that the library holds: the legs of the case, those whose end nobody waits for, and the dead.

The library has four slots. A slot is free again when its call's BYE or CANCEL has been answered, so an INVITE that we
send right after a hang-up may have to wait a little. A dead call is buried when no callback runs any more, and disowned
then: its object, freed by Python later, would hang up the next call in its slot.
"""

from dataclasses import dataclass, field

from callflow.units import LegId
from telephony.pjsua_leg import Leg

SLOTS = 4


@dataclass
class Calls:
    """Exactly one strong reference to each."""

    legs: dict[LegId, Leg] = field(default_factory=dict)
    strays: list[Leg] = field(default_factory=list)
    dead: list[Leg] = field(default_factory=list)

    def each(self) -> list[Leg]:
        """The legs of the case as they are now, so that one may go meanwhile."""
        return list(self.legs.values())

    def live(self, name: LegId) -> Leg | None:
        """This leg, unless it is over or about to be."""
        leg = self.legs.get(name)
        return leg if leg and not leg.ending else None

    def free_slots(self) -> int:
        """How many INVITEs can be sent now."""
        waiting = sum(leg.invite is not None for leg in self.legs.values())
        return SLOTS - len(self.legs) - len(self.strays) + waiting

    def set_loose(self, leg: Leg) -> None:
        """It is no leg of the case any more, but the library still holds it."""
        self.legs.pop(leg.name, None)
        self.strays.append(leg)

    def drop(self, leg: Leg) -> None:
        """The library never held it, or does so no more."""
        self.legs.pop(leg.name, None)
        self.dead = [dead for dead in self.dead if dead is not leg]
        leg.this.disown()

    def bury(self) -> list[Leg]:
        """Let go of the dead, and give those that were legs of the case until now."""
        dead, self.dead = self.dead, []
        ours = [leg for leg in dead if self.legs.get(leg.name) is leg]
        for leg in ours:
            del self.legs[leg.name]
        self.strays = [stray for stray in self.strays if not any(stray is leg for leg in dead)]
        for leg in dead:
            leg.this.disown()
        return ours

    def __bool__(self) -> bool:
        return bool(self.legs or self.strays)
