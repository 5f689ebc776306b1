"""What requests bring that steer a call."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.bodies import AgentNumber, Body
from api.hotline import Callee, Whom
from callflow.units import LegId
from callflow.views import Place, Way

DepartmentId = Annotated[str, Field(pattern=r"^[0-9a-z_-]{1,40}$")]
QueueName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
PhoneNumber = Annotated[str, Field(pattern=r"^\+?[0-9]{3,20}$")]
LegName = Annotated[LegId, Field(pattern=r"^[a-z]+(-[0-9]{1,4})?$")]


class OneLeg(Body):
    """Which party."""

    leg: LegName


class Invitation(Body):
    """Whom to call in, by exactly one of four names, and how."""

    way: Literal[Way.CONSULT, Way.THREE_WAY, Way.TRANSFER]
    department: DepartmentId | None = None
    emergency: Literal["110", "119", "120", "122"] | None = None
    agent: AgentNumber | None = None
    number: PhoneNumber | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(getattr(self, kind.value) is not None for kind in Callee) != 1:
            raise ValueError("单位、紧急电话、坐席和号码要选且只选一个")
        return self

    def whom(self) -> Whom:
        """The one that is named."""
        kind = next(kind for kind in Callee if getattr(self, kind.value) is not None)
        return Whom(kind=kind, name=getattr(self, kind.value))


class Transfer(Body):
    """Where the citizen goes: to a queue, or through it to one agent."""

    queue: QueueName | None = None
    agent: AgentNumber | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.queue is None and self.agent is None:
            raise ValueError("请选择要转到的队列或坐席")
        return self


class Supervision(Body):
    """How a supervisor takes part: hears only, speaks to the agent, speaks with all."""

    place: Literal[Place.LISTEN, Place.WHISPER, Place.ROOM]


class Responder(Body):
    """Which department is responsible first, and why it is corrected."""

    department: DepartmentId
    reason: Annotated[str, Field(min_length=2, max_length=200)]
