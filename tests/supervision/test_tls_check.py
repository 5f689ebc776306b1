"""`lingting check` on TLS and SRTP: files that are missing, unreadable, mixed up or out of date."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lingting import tls_checks
from lingting.findings import Finding, Level
from lingting.settings import load_settings
from tests.certificates import Pair, self_signed


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return self_signed(tmp_path, days=400)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def look(monkeypatch: pytest.MonkeyPatch, certificate: Path, key: Path) -> Finding:
    monkeypatch.setenv("LINGTING_SIP__TLS_PORT", "22490")
    monkeypatch.setenv("LINGTING_SIP__TLS_CERTIFICATE", str(certificate))
    monkeypatch.setenv("LINGTING_SIP__TLS_KEY", str(key))
    (finding,) = tls_checks.tls(load_settings())
    return finding


def test_without_tls_there_is_nothing_to_say() -> None:
    assert list(tls_checks.tls(load_settings())) == []


def test_a_good_pair_is_ok_and_says_until_when(monkeypatch: pytest.MonkeyPatch, pair: Pair) -> None:
    found = look(monkeypatch, *pair)
    assert (found.level, "until 20" in found.detail) == (Level.OK, True)


@pytest.mark.parametrize(("days", "level"), [(-1, Level.FAIL), (10, Level.WARN)])
def test_a_certificate_that_expires_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, days: int, level: Level
) -> None:
    found = look(monkeypatch, *self_signed(tmp_path, days=days))
    assert (found.level, "renew" in found.remedy) == (level, True)


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch, pair: Pair, tmp_path: Path) -> None:
    for files in ((tmp_path / "none.pem", pair.key), (pair.certificate, tmp_path / "none.pem")):
        found = look(monkeypatch, *files)
        assert (found.level, "none.pem: no such file" in found.detail) == (Level.FAIL, True)


def test_a_key_of_another_certificate_is_told(monkeypatch: pytest.MonkeyPatch, pair: Pair, tmp_path: Path) -> None:
    other = self_signed(tmp_path, name="other")
    assert "not the key of" in look(monkeypatch, pair.certificate, other.key).detail


def test_files_that_are_mixed_up_are_told(monkeypatch: pytest.MonkeyPatch, pair: Pair) -> None:
    assert "no certificate" in look(monkeypatch, pair.key, pair.certificate).detail


def test_an_encrypted_key_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "encrypted" in look(monkeypatch, *self_signed(tmp_path, password=b"open-sesame")).detail


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not read")
def test_an_unreadable_file_is_told(pair: Pair, tmp_path: Path) -> None:
    pair.key.chmod(0o600)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    code = "from pathlib import Path; import sys; from telephony.tls_files import valid_until, TlsFileError\n"
    code += "import os; os.setuid(65534)\ntry: valid_until(Path(sys.argv[1]), Path(sys.argv[2]))\n"
    code += "except TlsFileError as error: print(error)\n"
    said = subprocess.run([sys.executable, "-c", code, *map(str, pair)], text=True, capture_output=True, check=True)
    assert "let the user that serves read it" in said.stdout


def test_kamailio_without_its_tls_module_fails(monkeypatch: pytest.MonkeyPatch, pair: Pair) -> None:
    monkeypatch.setattr(tls_checks, "find_tls_module", lambda: None)
    monkeypatch.setenv("LINGTING_SIP__TLS_PORT", "22490")
    monkeypatch.setenv("LINGTING_SIP__TLS_CERTIFICATE", str(pair.certificate))
    monkeypatch.setenv("LINGTING_SIP__TLS_KEY", str(pair.key))
    missing, _files = tls_checks.tls(load_settings())
    assert (missing.level, missing.remedy) == (Level.FAIL, "apt-get install kamailio-tls-modules")


def test_srtp_whose_keys_travel_in_clear_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINGTING_SIP__SRTP", "optional")
    (found,) = tls_checks.tls(load_settings())
    assert (found.level, "keys" in found.detail) == (Level.WARN, True)
