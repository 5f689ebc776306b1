"""`lingting check` against this machine and what is wrong with it."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from asr.models import install_demo, use
from lingting import content_checks, machine_checks
from lingting.check import BEFORE_START, fails, line, look, run_check
from lingting.findings import Finding, Level, fail
from lingting.layout import ASSETS
from lingting.settings import Settings, load_settings

SIP_PORT = 17_780


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINGTING_SIP__PORT", str(SIP_PORT))
    monkeypatch.setenv("LINGTING_SIP__WORKER_PORTS_FROM", "17781")
    monkeypatch.setenv("LINGTING_SIP__RTP_PORTS_FROM", "29000")
    monkeypatch.setenv("LINGTING_WEB__PORT", "17799")
    return load_settings()


def only(findings: Iterator[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_on_a_machine_that_is_set_up_nothing_fails(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(settings) == 0
    report = capsys.readouterr().out
    assert {text.split()[0] for text in report.splitlines()} == {"ok", "warn"}


def test_one_fail_is_an_exit_status(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINGTING_FLOW", "99999")
    assert run_check(load_settings()) == 1
    assert settings.flow == "12345"


def test_a_line_says_level_subject_what_was_found_and_the_remedy() -> None:
    text = line(fail("disk", "3 MB free [!]", "free some"))
    assert [part for part in ("fail", "disk", "3 MB free", "free some") if part not in text] == []


def test_a_port_that_is_taken_is_named(settings: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", SIP_PORT))
        found = only(machine_checks.ports(settings))
    assert (found.level, f"sip.port 127.0.0.1:{SIP_PORT}" in found.detail) == (Level.FAIL, True)


def test_an_address_that_is_not_this_machines_is_named(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("LINGTING_SIP__ADDRESS", "192.0.2.1")
    found = list(machine_checks.ports(load_settings()))
    assert "no such address" in found[0].detail
    assert settings.sip.address == "127.0.0.1"


def test_kamailio_that_is_missing_fails_unless_the_hotline_is_direct(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_checks, "find_kamailio", lambda: None)
    missing = only(machine_checks.kamailio(settings))
    assert (missing.level, "apt-get install kamailio" in missing.remedy) == (Level.FAIL, True)
    assert only(machine_checks.kamailio(settings.directly())).level is Level.WARN


def test_without_a_voice_it_says_so_and_nothing_fails(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(machine_checks.voice(settings)).level is Level.OK
    monkeypatch.setenv("LINGTING_VOICE__COMMAND", '["no-such-voice"]')
    found = only(machine_checks.voice(load_settings()))
    assert (found.level, "no-such-voice" in found.detail, "espeak-ng" in found.remedy) == (Level.WARN, True, True)
    monkeypatch.setenv("LINGTING_VOICE__COMMAND", '["sleep", "60"]')
    monkeypatch.setenv("LINGTING_VOICE__PATIENCE_MS", "1000")
    assert "longer than" in only(machine_checks.voice(load_settings())).detail
    monkeypatch.setenv("LINGTING_VOICE__COMMAND", "[]")
    assert only(machine_checks.voice(load_settings())).level is Level.OK


def test_a_folder_that_others_may_read_is_named(settings: Settings) -> None:
    settings.layout.prepare()
    assert only(machine_checks.folder(settings)).level is Level.OK
    settings.var_dir.chmod(0o755)
    found = only(machine_checks.folder(settings))
    assert (found.level, found.remedy) == (Level.WARN, f"chmod o= {settings.var_dir}")


def test_a_file_where_the_folder_should_be_fails(settings: Settings) -> None:
    settings.var_dir.write_text("", encoding="utf-8")
    assert only(machine_checks.folder(settings)).level is Level.FAIL
    assert [found.level for found in machine_checks.ports(settings)] == [Level.OK]


def test_too_little_room_fails(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("LINGTING_MIN_FREE_MB", str(10**12))
    found = only(machine_checks.disk(load_settings()))
    assert (found.level, "503" in found.detail) == (Level.FAIL, True)
    assert only(machine_checks.disk(settings)).level is Level.OK


def test_too_little_room_keeps_nobody_from_starting(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("LINGTING_MIN_FREE_MB", str(10**12))
    assert fails(look(load_settings(), BEFORE_START)) == fails(look(settings, BEFORE_START)) == []


def test_a_flow_that_is_not_there_names_those_that_are(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("LINGTING_FLOW", "night")
    found = only(content_checks.flow(load_settings()))
    assert (found.level, settings.flow in found.remedy) == (Level.FAIL, True)


def test_a_flow_that_strands_callers_fails_with_file_and_line(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "12345.yaml").write_text("start: nowhere\nsteps: {}\n", encoding="utf-8")
    monkeypatch.setattr(content_checks, "SHIPPED_FLOWS", tmp_path)
    found = only(content_checks.flow(settings))
    assert found.level is Level.FAIL
    assert "12345.yaml:" in found.detail


def test_a_broken_recording_of_ones_own_fails_by_its_name(settings: Settings) -> None:
    settings.layout.prepare()
    (settings.layout.own_prompts / "greeting.wav").write_bytes(b"no sound")
    found = only(content_checks.prompts(settings))
    assert (found.level, "greeting" in found.detail) == (Level.FAIL, True)


def test_the_demo_model_is_warned_of_also_when_somebody_chose_it(settings: Settings) -> None:
    assert only(content_checks.model(settings)).level is Level.WARN
    demo = install_demo(settings.var_dir, ASSETS)
    use(settings.var_dir, demo.name)
    found = only(content_checks.model(settings))
    assert (found.level, "does not understand people" in found.detail) == (Level.WARN, True)


def test_a_database_that_is_away_fails_and_says_that_calls_go_on(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setenv("LINGTING_RECORDS__URL", f"postgresql+asyncpg://lingting:geheim@127.0.0.1:{SIP_PORT}/lingting")
    found = only(content_checks.database(load_settings()))
    assert (found.level, "calls go on" in found.remedy) == (Level.FAIL, True)
    assert "geheim" not in found.detail
    assert only(content_checks.database(settings)).level is Level.OK


def test_the_sample_city_and_a_trunk_on_loopback_are_warned_of(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    assert [each.level for each in content_checks.city(settings)] == [Level.WARN, Level.WARN]
    monkeypatch.setenv("LINGTING_CITY__NAME", "临江市")
    monkeypatch.setenv("LINGTING_SIP__TRUNK_ADDRESSES", '["10.1.0.0/24"]')
    assert [each.level for each in content_checks.city(load_settings())] == [Level.OK, Level.OK]
