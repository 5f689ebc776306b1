"""What requests bring. Unknown fields are refused, so that a misspelt one is not silently without effect."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from callflow.drafting.draft import CHOICES_OF_YES_AND_NO, REQUEST_TYPES, URGENCIES, FieldName
from callflow.units import AgentId, TicketNumber
from callflow.views import Presence, Role

_CHOICES = {
    FieldName.REQUEST_TYPE: REQUEST_TYPES,
    FieldName.URGENCY: URGENCIES,
    FieldName.ANONYMOUS: CHOICES_OF_YES_AND_NO,
    FieldName.CONFIDENTIAL: CHOICES_OF_YES_AND_NO,
    FieldName.DIRECT_ANSWER: CHOICES_OF_YES_AND_NO,
}

AgentNumber = Annotated[AgentId, Field(pattern=r"^\d{2,8}$")]
PersonName = Annotated[str, Field(min_length=1, max_length=40)]
Skill = Annotated[str, Field(min_length=1, max_length=20)]
Skills = Annotated[tuple[Skill, ...], Field(max_length=50)]
DepartmentOf = Annotated[str, Field(pattern=r"^[0-9a-z_-]{1,40}$")]
"""The id of a department."""
NewPassword = Annotated[str, Field(min_length=8, max_length=200)]


class Body(BaseModel):
    """What all bodies share."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Credentials(Body):
    """An agent's number and password."""

    agent: Annotated[AgentId, Field(min_length=1, max_length=32)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class PresenceWish(Body):
    """示闲 or 示忙."""

    presence: Presence


class FieldEdit(Body):
    """What a person typed into a field of the draft; the empty text says that nothing is to stand there."""

    field: FieldName
    value: Annotated[str, Field(max_length=10_000)]

    @field_validator("value")
    @classmethod
    def _among_the_choices(cls, value: str, info: ValidationInfo) -> str:
        choices = _CHOICES.get(info.data.get("field", FieldName.BODY))
        if choices and value and value not in choices:
            raise ValueError(f"只能是{'、'.join(choices)}")
        return value


class Discard(Body):
    """Why a call needs no ticket."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class Confirmation(Body):
    """Standing by a ticket; perhaps it was answered directly (直答), or is another ticket's repeat (并单)."""

    answer: Annotated[str, Field(max_length=5_000)] = ""
    article: Annotated[str, Field(max_length=80)] = ""
    merge_into: Annotated[TicketNumber, Field(pattern=r"^[0-9]{1,20}$")] | None = None


class Caption(Body):
    """What was really said."""

    text: Annotated[str, Field(max_length=2_000)]


class NewAgent(Body):
    """An account to make. Without `phone_password` the agent has no phone."""

    agent: AgentNumber
    name: PersonName
    role: Role
    password: NewPassword
    phone_password: NewPassword | None = None
    skills: Skills = ()
    department: DepartmentOf | None = None

    @model_validator(mode="after")
    def _department_or_none(self) -> Self:
        if (self.role is Role.DEPARTMENT) is not bool(self.department):
            raise ValueError("承办单位的账号要选定单位，其他账号不能有单位")
        return self


class AgentChange(Body):
    """What is to change of an account; what is absent stays."""

    name: PersonName | None = None
    role: Role | None = None
    password: NewPassword | None = None
    phone_password: NewPassword | None = None
    enabled: bool | None = None
    skills: Skills | None = None
    department: DepartmentOf | None = None
