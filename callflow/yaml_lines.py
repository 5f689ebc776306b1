"""YAML with the line of every key and item, and without a key that stands twice: for messages that say where."""

from typing import Any

import yaml

Path = tuple[str, ...]
"""Keys and positions from the root down: `("steps", "greeting", "say", "0")`."""


class BrokenYamlError(ValueError):
    """What is no YAML, or says a key twice."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def read_lines(text: str) -> tuple[dict[Path, int], Any]:
    """The line of everything, counted from 1, and the content. Raises BrokenYamlError."""
    lines: dict[Path, int] = {(): 1}
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is not None:
            _walk(root, (), lines)
        return lines, yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenYamlError(line, f"not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise BrokenYamlError(1, f"not YAML: {error}") from error
    except ValueError as error:
        raise BrokenYamlError(1, f"not YAML: {error}") from error


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of what stands there, or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _walk(node: Any, path: Path, lines: dict[Path, int]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            if here in lines:
                raise yaml.MarkedYAMLError(problem=f"{key.value} stands here twice", problem_mark=key.start_mark)
            lines[here] = key.start_mark.line + 1
            _walk(value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            _walk(value, (*path, str(position)), lines)
