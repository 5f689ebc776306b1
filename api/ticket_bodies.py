"""What requests bring that move a ticket on."""

from typing import Annotated

from pydantic import Field, model_validator

from api.bodies import Body, FieldEdit
from callflow.drafting.draft import FieldName
from callflow.units import TicketNumber

Reason = Annotated[str, Field(min_length=1, max_length=500)]
Note = Annotated[str, Field(max_length=500)]
Days = Annotated[int, Field(ge=1, le=60)]
Number = Annotated[TicketNumber, Field(pattern=r"^[0-9]{1,20}$")]
Values = dict[FieldName, Annotated[str, Field(max_length=10_000)]]


class Why(Body):
    """A reason."""

    reason: Reason


class Remark(Body):
    """Something to add, or nothing."""

    note: Note = ""


class Dispatch(Body):
    """To which department, under which limit if not the ticket's own."""

    department: Annotated[str, Field(pattern=r"^[0-9a-z_-]{1,40}$")]
    limit: Annotated[str, Field(max_length=40)] = ""
    note: Note = ""


class Answer(Body):
    """What the citizen was told, and from which article."""

    answer: Annotated[str, Field(min_length=1, max_length=5_000)]
    article: Annotated[str, Field(max_length=80)] = ""


class Reply(Body):
    """What the department has done, and the files that it adds."""

    text: Annotated[str, Field(min_length=1, max_length=5_000)]
    attachments: Annotated[tuple[int, ...], Field(max_length=10)] = ()


class ExtensionWish(Body):
    """More working days, and why."""

    days: Days
    reason: Reason


class ExtensionGrant(Body):
    """How many of them; without a number as many as were asked for."""

    days: Days | None = None
    note: Note = ""


class Merge(Body):
    """Into which ticket."""

    into: Number


class FollowUpReport(Body):
    """What a person learned who called the citizen."""

    reached: bool
    solved: bool | None = None
    score: Annotated[int, Field(ge=1, le=5)] | None = None
    note: Note = ""

    @model_validator(mode="after")
    def _heard_only_when_reached(self) -> "FollowUpReport":
        if not self.reached and (self.solved is not None or self.score is not None):
            raise ValueError("没有接通，就没有市民的答复")
        return self


class Amendment(Body):
    """What elements become; the empty text takes one away."""

    values: Values

    @model_validator(mode="after")
    def _among_the_choices(self) -> "Amendment":
        for field, value in self.values.items():
            FieldEdit(field=field, value=value)
        return self


class Draft(Amendment):
    """The last changes before a person stands by a request."""

    values: Values = Field(default_factory=dict)
