"""Answers: msgspec encodes them, pydantic only describes them in OpenAPI.

The vocabulary is msgspec's from the case log to the WebSocket; a second set of classes for REST would drift
from it. So `shape` derives the description of a struct from the struct itself, and an endpoint returns a
`JsonAnswer`.
"""

import types
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from pydantic import BaseModel, ConfigDict, create_model
from starlette.responses import Response


class JsonAnswer(Response):
    """A struct, or anything else that msgspec encodes, as JSON."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Encode with msgspec."""
        return msgspec.json.encode(content)


class Problem(BaseModel):
    """What went wrong and what to do, in Chinese."""

    detail: str


@cache
def shape(kind: Any) -> Any:
    """Describe a struct, or a generic of structs, as pydantic does; every field is always there."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _model(kind)
    origin = get_origin(kind)
    if origin is None:
        return kind
    arguments = tuple(argument if argument is Ellipsis else shape(argument) for argument in get_args(kind))
    if origin in (types.UnionType, Union):
        return Union[arguments]  # noqa: UP007 - the members are known only now
    if origin is Sequence:
        return list[arguments]  # type: ignore[valid-type]
    return origin[arguments]


def _model(struct: type[msgspec.Struct]) -> type[BaseModel]:
    hints = get_type_hints(struct)
    names = zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True)
    fields: dict[str, Any] = {encoded: (shape(hints[name]), ...) for name, encoded in names}
    config = struct.__struct_config__
    if config.tag_field is not None:
        fields[config.tag_field] = (Literal[config.tag], ...)
    about = ConfigDict(extra="forbid")
    return create_model(struct.__name__, __config__=about, __doc__=struct.__doc__, **fields)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Say in OpenAPI which errors an endpoint may answer with."""
    return {status: {"model": Problem, "description": _PROBLEMS[status]} for status in statuses}


def sends(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Say in OpenAPI that a 200 is a file of one of these media types."""
    return {200: {"content": {media_type: {} for media_type in media_types}}}


_PROBLEMS = {
    401: "Not logged in",
    403: "Not yours, or the X-Lingting header is missing",
    404: "Unknown",
    409: "Not possible now; says why",
    413: "Too large",
    415: "Not a kind of file that is taken",
    423: "Locked after repeated failures; see Retry-After",
    429: "Too often; see Retry-After",
    503: "The records are unreachable",
}
