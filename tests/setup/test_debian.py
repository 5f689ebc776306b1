"""Set-up of Debian packages, with the machine replaced by functions: nothing is installed here."""

import re
import subprocess
from pathlib import Path

import pytest

from lingting.layout import SHIPPED

SCRIPT = SHIPPED / "scripts" / "setup" / "debian.sh"
LOOKED_FOR = re.findall(r"^has_(\w+)\(\)", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE)
ALL_THERE = "".join(f"has_{what}() {{ true; }}\n" for what in LOOKED_FOR)
AS_ROOT = """
as_root() { "$@"; }
may_install() { true; }
apt-cache() { true; }
update-rc.d() { echo "update-rc.d $*" >>"$POLICY.log"; }
apt() { s=0; sh "$POLICY" kamailio start || s=$?; echo "apt $* while a start is answered $s" >>"$POLICY.log"; }
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "policy-rc.d"


def set_up(policy: Path, machine: str, what: str) -> subprocess.CompletedProcess[str]:
    script = f"source {SCRIPT}\nPOLICY={policy}\n{ALL_THERE}{machine}\nmain {what}"
    return subprocess.run(["bash", "-c", script], text=True, capture_output=True, check=False)


def told(policy: Path) -> str:
    log = policy.with_name("policy-rc.d.log")
    return log.read_text(encoding="utf-8") if log.exists() else ""


@pytest.mark.parametrize("what", ["run", "test", "phone"])
def test_where_all_is_there_nothing_is_asked_for(policy: Path, what: str) -> None:
    done = set_up(policy, "as_root() { echo asked; exit 9; }", what)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_only_what_is_missing_is_installed(policy: Path) -> None:
    done = set_up(policy, AS_ROOT + "has_kamailio() { false; }\nhas_font() { false; }", "test")
    assert done.returncode == 0, done.stderr
    assert "install --no-install-recommends kamailio fonts-noto-cjk while" in told(policy)


def test_to_run_the_hotline_no_test_tools_are_installed(policy: Path) -> None:
    set_up(policy, AS_ROOT + "has_kamailio() { false; }\nhas_sipp() { false; }", "run")
    assert "install --no-install-recommends kamailio while" in told(policy)


def test_a_phone_needs_a_compiler_and_no_kamailio(policy: Path) -> None:
    set_up(policy, AS_ROOT + "".join(f"has_{what}() {{ false; }}\n" for what in LOOKED_FOR), "phone")
    packages = "python3-venv gcc libc6-dev python3-dev portaudio19-dev"
    assert f"install --no-install-recommends {packages} while" in told(policy)


def test_no_service_starts_while_packages_are_installed_and_the_policy_is_gone_afterwards(policy: Path) -> None:
    set_up(policy, AS_ROOT + "has_kamailio() { false; }", "run")
    assert "while a start is answered 101" in told(policy)
    assert not policy.exists()


def test_a_policy_that_was_there_is_put_back_even_when_the_installation_fails(policy: Path) -> None:
    policy.write_text("#!/bin/sh\nexit 104\n", encoding="utf-8")
    done = set_up(policy, AS_ROOT + "has_kamailio() { false; }\napt() { false; }", "run")
    assert done.returncode != 0
    assert policy.read_text(encoding="utf-8") == "#!/bin/sh\nexit 104\n"


def test_a_policy_left_by_a_killed_set_up_forbids_nothing_and_is_cleared_by_the_next(policy: Path) -> None:
    set_up(policy, AS_ROOT + "has_kamailio() { false; }\napt() { kill -9 $$; }", "run")
    assert subprocess.run(["sh", str(policy)], check=False).returncode == 0
    set_up(policy, AS_ROOT + "has_kamailio() { false; }", "run")
    assert not policy.exists()


def test_a_service_that_set_up_brought_does_not_start_at_boot(policy: Path) -> None:
    set_up(policy, AS_ROOT + "has_kamailio() { false; }", "run")
    assert told(policy).splitlines()[-1] == "update-rc.d kamailio disable"


def test_a_service_that_was_there_is_left_as_it_is(policy: Path) -> None:
    set_up(policy, AS_ROOT + "has_sipp() { false; }", "test")
    assert "update-rc.d" not in told(policy)


@pytest.mark.parametrize(("what", "status"), [("run", 0), ("test", 1)])
def test_without_root_it_says_what_to_install_and_only_the_tests_stop(policy: Path, what: str, status: int) -> None:
    done = set_up(policy, "may_install() { false; }\nhas_kamailio() { false; }", what)
    assert done.returncode == status
    assert done.stderr.strip().endswith("apt-get install --no-install-recommends kamailio")
    assert len(done.stderr.splitlines()) == 1
