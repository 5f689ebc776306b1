"""What programs send on behalf of citizens, and what admins say of those programs."""

import hashlib
from typing import Annotated

from pydantic import Field, field_validator

from api.api_keys import Scope
from api.bodies import Body
from api.steering_bodies import PhoneNumber
from models.tables.tickets import PHONE


class CitizenRequest(Body):
    """A request by web, app or another channel. `sender_id` is the sender's own name for it, and makes it one."""

    source: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,19}$")]
    sender_id: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
    text: Annotated[str, Field(min_length=2, max_length=5_000, pattern=r"\S")]
    name: Annotated[str, Field(max_length=40)] = ""
    number: PhoneNumber | None = None
    place: Annotated[str, Field(max_length=200)] = ""

    @field_validator("source")
    @classmethod
    def _another_channel(cls, source: str) -> str:
        if source == PHONE:
            raise ValueError("电话渠道由热线自己登记，请填写其他渠道")
        return source

    def fingerprint(self) -> str:
        """The same for the same content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class NewKey(Body):
    """A program to let in."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=5)] = (Scope.REQUESTS,)
    per_minute: Annotated[int, Field(ge=1, le=10_000)] = 60
