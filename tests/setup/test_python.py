"""Set-up of Python packages, with an interpreter that only writes down what it is asked."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lingting.layout import SHIPPED

FAKE_PYTHON = """#!/usr/bin/env bash
case "$1 $2" in
    "-c "*) exit 0 ;;
    "--version "*) echo "Python 3.11.2" ;;
    "-m venv")
        echo venv >>asked
        mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo "#!$PWD/.venv/bin/python" >.venv/bin/pip ;;
    "-m pip") echo "${@:3}" >>asked ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    clone = tmp_path / "clone"
    shutil.copytree(SHIPPED / "scripts" / "setup", clone / "scripts" / "setup")
    shutil.copytree(SHIPPED / "requirements", clone / "requirements")
    shutil.copy(SHIPPED / "pyproject.toml", clone)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3.11").write_text(FAKE_PYTHON, encoding="utf-8")
    (tmp_path / "bin" / "python3.11").chmod(0o755)
    return clone


def set_up(clone: Path, what: str) -> list[str]:
    """What was asked of the interpreter."""
    (clone / "asked").unlink(missing_ok=True)
    path = f"{clone.parent / 'bin'}:{os.environ['PATH']}"
    script = clone / "scripts" / "setup" / "python.sh"
    subprocess.run([str(script), what], env={**os.environ, "PATH": path}, check=True, capture_output=True)
    return (clone / "asked").read_text(encoding="utf-8").splitlines() if (clone / "asked").exists() else []


def test_the_first_time_every_package_is_installed_by_its_hash(clone: Path) -> None:
    asked = set_up(clone, "test")
    assert asked[0] == "venv"
    assert [line.split("requirements/")[1] for line in asked if "requirements/" in line] == [
        "build.txt",
        "base.txt",
        "phone.txt",
        "dev.txt",
    ]
    assert all("--require-hashes" in line for line in asked if "requirements/" in line)
    assert "--no-deps" in asked[-1]


def test_the_second_time_nothing_is_done(clone: Path) -> None:
    set_up(clone, "run")
    assert set_up(clone, "run") == []


def test_what_the_tests_need_is_not_installed_to_run(clone: Path) -> None:
    assert not any("dev.txt" in line or "phone.txt" in line for line in set_up(clone, "run"))
    assert any("dev.txt" in line for line in set_up(clone, "test"))


def test_a_changed_pin_is_installed_into_the_same_environment(clone: Path) -> None:
    set_up(clone, "run")
    with (clone / "requirements" / "base.txt").open("a", encoding="utf-8") as pins:
        pins.write("# changed\n")
    asked = set_up(clone, "run")
    assert asked
    assert "venv" not in asked


def test_an_environment_that_was_moved_is_made_again(clone: Path) -> None:
    set_up(clone, "run")
    moved = clone.rename(clone.with_name("moved"))
    assert set_up(moved, "run")[0] == "venv"


def test_an_interrupted_installation_is_taken_up_again(clone: Path) -> None:
    set_up(clone, "run")
    (clone / ".venv" / "lingting-run.stamp").unlink()
    assert "venv" not in set_up(clone, "run")
    assert (clone / ".venv" / "lingting-run.stamp").exists()
