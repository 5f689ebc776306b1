import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lingting.layout import SHIPPED

PYPROJECT = tomllib.loads((SHIPPED / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = {
    "base": PYPROJECT["project"]["dependencies"],
    "build": PYPROJECT["dependency-groups"]["build"],
    "phone": PYPROJECT["project"]["optional-dependencies"]["phone"],
    "dev": PYPROJECT["dependency-groups"]["dev"],
}


def pins(name: str) -> dict[str, str]:
    text = (SHIPPED / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)(?:\[[^]]*])?==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ASKED)
def test_every_package_that_is_asked_for_is_pinned_to_a_version_that_fits(name: str) -> None:
    pinned = pins(name)
    for each in map(Requirement, ASKED[name]):
        found = pinned.get(canonicalize_name(each.name))
        assert found, f"{each.name}: run `make pins`"
        assert each.specifier.contains(found, prereleases=True), f"{each.name}: run `make pins`"


@pytest.mark.parametrize("name", ASKED)
def test_every_pin_has_hashes_and_no_place_to_get_it_from(name: str) -> None:
    text = (SHIPPED / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[a-zA-Z0-9])", text):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    assert not re.search(r"https?://|--index|--find-links|@ file", text)


def test_the_same_package_is_pinned_to_the_same_version_everywhere() -> None:
    versions: dict[str, set[str]] = {}
    for name in ASKED:
        for package, version in pins(name).items():
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}
