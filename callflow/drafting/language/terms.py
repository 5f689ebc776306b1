"""The word lists of drafting, YAML beside the modules that read them, read once when first wanted.

The lists are data, not rules: a city may extend them without touching code. They are read from the package itself, so
the core stays free of I/O that could fail during a call.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LINES_KEPT = 4096
"""Results by line that a cache may hold: a draft is revised after every line, and only the new line is news."""


@cache
def terms(package: str, name: str) -> Any:
    """The content of `<name>.yaml` in a package (`__package__` of the module that reads it)."""
    text = files(package).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe loaders


@cache
def patterns(package: str, name: str) -> Mapping[str, re.Pattern[str]]:
    """A YAML map of name to list of expressions, each list compiled into one alternation."""
    return {key: alternation(listed) for key, listed in terms(package, name).items()}


def alternation(expressions: Iterable[str]) -> re.Pattern[str]:
    """One expression that matches where any of these does; what stands first is tried first."""
    return re.compile("|".join(expressions))


def either(*expressions: str) -> str:
    """The source of an expression that matches where any of these does, as a part of a longer one."""
    return f"(?:{'|'.join(expressions)})"
