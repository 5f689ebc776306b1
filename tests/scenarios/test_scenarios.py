"""Whole calls as scripts: each YAML file of this folder is one, told in the sentences of README.md."""

from pathlib import Path

import pytest

import tests.scenarios.steps  # noqa: F401  the sentences declare themselves
from tests.scenarios.reading import scenarios
from tests.scenarios.theatre import Theatre


@pytest.mark.timeout(600)
@pytest.mark.parametrize("script", scenarios(), ids=lambda path: path.stem)
def test_the_call_goes_as_the_script_says(theatre: Theatre, script: Path) -> None:
    wrong = theatre.played(script)
    if wrong:
        pytest.fail(wrong, pytrace=False)
