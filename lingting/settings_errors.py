"""Settings that cannot be used, told so that the reader knows which line to change and to what."""

import difflib
import re
from codecs import BOM_UTF8
from collections.abc import Collection, Mapping
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings
from pydantic_settings import SettingsError as SourceError

PREFIX = "LINGTING_"
AS_JSON = 'should be JSON, for example ["12345"] or {"1026": "sip:10.0.0.7"}'
TABLES_AND_LISTS = {"list_type", "dict_type", "model_type"}
"""Errors of pydantic about a variable's value that is one thing where several are wanted."""


class SettingsError(Exception):
    """One line per problem: where it stands, its value, what is allowed."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def unknown_variables(environ: Mapping[str, str], model: type[BaseSettings], known: Collection[str]) -> list[str]:
    """Variables that begin like ours and set nothing."""
    ours = (name for name in environ if name.startswith(PREFIX) and name not in known)
    return [
        f"{name}: unknown setting{_allowed(first, model)}"
        for name in sorted(ours)
        if (first := name.removeprefix(PREFIX).split("__")[0].lower()) not in model.model_fields
    ]


def from_validation(
    error: ValidationError, model: type[BaseModel], path: Path | None, environ: Mapping[str, str]
) -> list[str]:
    """What the values break."""
    return [_told(detail, model, path, environ) for detail in error.errors(include_url=False)]


def from_source(error: SourceError, environ: Mapping[str, str]) -> list[str]:
    """A variable that should be JSON and is not."""
    field = re.search(r'field "([^"]+)"', str(error))
    start = f"{PREFIX}{field[1].upper()}" if field else PREFIX
    names = [name for name in sorted(environ) if name.upper().startswith(start)]
    return [f"{' or '.join(names) or start}: {AS_JSON}"]


def from_file(error: Exception, path: Path | None) -> list[str]:
    """A file that cannot be read or is not TOML, often for how an editor has saved it."""
    if isinstance(error, UnicodeDecodeError):
        return [f"{path}: is not UTF-8 ({error.reason}): save it as UTF-8"]
    if path and isinstance(error, TOMLDecodeError) and path.read_bytes().startswith(BOM_UTF8):
        return [f"{path}: begins with a byte order mark: save it as UTF-8 without BOM"]
    return [f"{path}: {error}"]


def _told(detail: ErrorDetails, model: type[BaseModel], path: Path | None, environ: Mapping[str, str]) -> str:
    keys = [str(key) for key in detail["loc"]]
    reason = detail["msg"].removeprefix("Value error, ")
    if not keys:
        return reason
    where = _where(keys, path, environ)
    if detail["type"] == "extra_forbidden":
        return f"{where}: unknown setting{_allowed(keys[-1], _section(model, keys[:-1]))}"
    if where.startswith(PREFIX) and detail["type"] in TABLES_AND_LISTS:
        reason = AS_JSON
    return f"{where} = {_shown(detail['input'])}: {reason}"


def _where(keys: list[str], path: Path | None, environ: Mapping[str, str]) -> str:
    """The variable that says so, else the file and key."""
    for depth in range(len(keys), 0, -1):
        name = PREFIX + "__".join(keys[:depth]).upper()
        if set_as := next((each for each in environ if each.upper() == name), None):
            return set_as
    return f"{path or 'default'}: {'.'.join(keys)}"


def _section(model: type[BaseModel], keys: list[str]) -> type[BaseModel] | None:
    found: Any = model
    for key in keys:
        field = found.model_fields.get(key) if isinstance(found, type) and issubclass(found, BaseModel) else None
        found = field.annotation if field else None
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def _allowed(key: str, model: type[BaseModel] | None) -> str:
    if model is None:
        return ""
    near = difflib.get_close_matches(key, model.model_fields, n=1)
    meant = f", did you mean {near[0]}?" if near else ""
    return f"{meant} (known here: {', '.join(sorted(model.model_fields))})"


def _shown(value: object) -> str:
    """The value as it was given, without the password of a URL."""
    return re.sub(r"(://[^:/@\s]*:)[^@\s]*@", r"\1***@", repr(value))
