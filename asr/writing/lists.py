"""The word lists of writing: YAML beside this module, expressions parted by blanks, read once when first wanted."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def listed(name: str) -> Any:
    """The content of `<name>.yaml`."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe loaders


@cache
def any_of(name: str, *keys: str) -> str:
    """One expression that matches any of those listed under these keys (all keys when none is named)."""
    content = listed(name)
    expressions = [each for key in keys or content for each in content[key].split()]
    return "|".join(f"(?:{each})" for each in expressions)


@cache
def pattern(name: str, *keys: str) -> re.Pattern[str]:
    """The same, compiled."""
    return re.compile(any_of(name, *keys))
