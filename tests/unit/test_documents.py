"""What the documents point at is there, the settings stand in them as they are, and the two READMEs say the same."""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from lingting.settings import Settings

ROOT = Path(__file__).parents[2]
HOUSES = ("api", "asr", "assets", "callflow", "docs", "lingting", "models", "scripts", "telephony", "tests")
DOCUMENTS = [*ROOT.glob("*.md"), *chain.from_iterable((ROOT / house).rglob("*.md") for house in HOUSES)]
DOCUMENTS = [path for path in DOCUMENTS if not {"node_modules", "dist"} & set(path.parts)]
TWINS = ("README.md", "README.zh.md")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
KEPT = r"(?<![\w/.-])(?!var/)[\w.-]+(?:/[\w.-]+)+\.(?:py|yaml|md|sh|ts|vue|npz|svg|tsv)\b"
"""A file of the repository as documents name it: from the root, or from the folder that they speak of."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """GitHub's names for the headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    files = [f"/{named(path)}" for house in HOUSES for path in (ROOT / house).rglob("*.*") if path.is_file()]
    for code in CODE.findall(document.read_text(encoding="utf-8")):
        for name in re.findall(KEPT, code):
            assert any(file.endswith(f"/{name}") for file in files), name


def settings_told() -> Iterator[tuple[str, str | None]]:
    """Each setting of the operator's table, and its default as it is written there."""
    table = read("docs/operator.md").partition("## Every setting")[2].partition("\n## ")[0]
    for row in re.findall(r"^\| (`.+) \|$", table, re.MULTILINE):
        names, values = row.split(" | ")[:2]
        settings, given = CODE.findall(names), re.findall(r"`[^`]*`|none", values)
        yield from zip(
            settings,
            {"none": ["none"] * len(settings), "above": [None] * len(settings)}.get(values, given),
            strict=True,
        )


def defaults() -> dict[str, object]:
    """Each setting's default by its full name."""
    found: dict[str, object] = {}
    for name, field in Settings.model_fields.items():
        for key, inner in getattr(field.annotation, "model_fields", {}).items():
            found[f"{name}.{key}"] = inner.default
        if not hasattr(field.annotation, "model_fields"):
            found[name] = str(field.default) if isinstance(field.default, Path) else field.default
    return found


def test_the_operator_finds_every_setting_with_its_default() -> None:
    told, known = list(settings_told()), defaults()
    assert sorted(name for name, _ in told) == sorted(known)
    for name, value in told:
        if value == "none":
            assert not known[name], name
        elif value:
            assert tomllib.loads(f"value = {value.strip('`')}")["value"] == known[name], name


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(r"^(#+ |\d+\. |- |\| |```)", id="headings, lists, tables"),
        pytest.param(r"\]\((?!README)([^)\s]+)\)", id="links"),
        pytest.param(r"`lingting ([a-z]+(?: [a-z|]+)?)", id="commands"),
        pytest.param(r"`(\[\w+\]|[a-z_]+ = |make \w+)", id="settings and targets"),
    ],
)
def test_both_readmes_say_the_same(part: str) -> None:
    english, chinese = (re.findall(part, read(name), re.MULTILINE) for name in TWINS)
    assert sorted(english) == sorted(chinese)
    assert english
