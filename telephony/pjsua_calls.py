"""The calls that the library holds: the legs of the case, those whose end nobody waits for, and the dead.

The library has four slots. A slot is free again when its call's BYE or CANCEL has been answered, so an INVITE that we
send right after a hang-up may have to wait a little. A dead call is buried when no callback runs any more, and disowned
then: its object, freed by Python later, would hang up the next call in its slot.

A dead call also keeps the library's two socket handles for half a second (`PJ_IOQUEUE_KEY_FREE_DELAY`). There are 64,
and asking for one more aborts the process: thirty calls made and refused in half a second would do, and a phone that
sends REFER after REFER can ask for that. So calls wait, or are refused, while too many have just died.
"""

import time
from collections import deque
from dataclasses import dataclass, field

from callflow.units import LegId
from telephony.pjsua_leg import Leg

SLOTS = 4
HANDLES_KEPT_S = 0.75
MOST_JUST_DEAD = 16
"""Half of what the library could bear."""


@dataclass
class Calls:
    """Exactly one strong reference to each."""

    legs: dict[LegId, Leg] = field(default_factory=dict)
    strays: list[Leg] = field(default_factory=list)
    dead: list[Leg] = field(default_factory=list)
    just_dead: deque[float] = field(default_factory=deque)
    """When those died whose handles may still be kept (monotonic seconds)."""

    def each(self) -> list[Leg]:
        """The legs of the case as they are now, so that one may go meanwhile."""
        return list(self.legs.values())

    def live(self, name: LegId) -> Leg | None:
        """This leg, unless it is over or about to be."""
        leg = self.legs.get(name)
        return leg if leg and not leg.ending else None

    def free_slots(self) -> int:
        """How many INVITEs can be sent now."""
        self._forget_the_long_dead()
        if len(self.just_dead) >= MOST_JUST_DEAD:
            return 0
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
            self.just_dead.append(time.monotonic())
        return ours

    def _forget_the_long_dead(self) -> None:
        while self.just_dead and self.just_dead[0] < time.monotonic() - HANDLES_KEPT_S:
            self.just_dead.popleft()

    def __bool__(self) -> bool:
        return bool(self.legs or self.strays)
