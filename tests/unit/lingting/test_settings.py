from pathlib import Path

import pytest

from callflow.state import CaseRules
from lingting.layout import SHIPPED
from lingting.settings import Settings, load_settings
from lingting.settings_errors import SettingsError


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def written(text: str) -> None:
    Path("lingting.toml").write_text(text, encoding="utf-8")


def test_without_a_file_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.city.name == "江城市"
    assert settings.var_dir.is_absolute()
    assert settings.database_url.endswith("var/lingting.db")


def test_the_example_says_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = load_settings()
    monkeypatch.setenv("LINGTING_CONFIG", str(SHIPPED / "lingting.example.toml"))
    assert load_settings() == defaults


def test_the_example_names_every_setting() -> None:
    text = (SHIPPED / "lingting.example.toml").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        inner = getattr(field.annotation, "model_fields", {})
        assert all(f"{key} = " in text or f".{key}]" in text for key in inner or [name]), name


def test_the_course_of_a_call_is_what_the_core_says_unless_a_city_says_otherwise() -> None:
    assert CaseRules(**load_settings().call.model_dump()) == CaseRules()


def test_the_environment_wins_over_the_file_key_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    written('[sip]\nport = 5070\nrealm = "file"\n')
    monkeypatch.setenv("LINGTING_SIP__REALM", "environment")
    sip = load_settings().sip
    assert (sip.port, sip.realm) == (5070, "environment")


def test_a_variable_may_hold_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINGTING_CITY__HOTLINE_NUMBERS", '["12345", "12319"]')
    assert load_settings().city.hotline_numbers == ["12345", "12319"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[sip]\nport = 70000", ["lingting.toml: sip.port = 70000", "less than or equal to 65535"]),
        ("[sip]\nprt = 1", ["lingting.toml: sip.prt", "unknown", "did you mean port?"]),
        ("[citi]\nname = 'x'", ["lingting.toml: citi", "unknown", "did you mean city?"]),
        ("[sip\nport = 1", ["lingting.toml", "line 1"]),
        ("[sip]\nport = 8000", ["sip.port (8000)", "web.port (8000)", "share"]),
        (
            "[sip]\nrtp_ports_from = 7000",
            ["sip.worker_ports_from (7100-7107)", "sip.rtp_ports_from (7000-7319)"],
        ),
        ("[sip]\nrtp_ports_from = 65500", ["sip.rtp_ports_from", "65535"]),
        ("[sip]\nrtp_ports_from = 20001", ["sip.rtp_ports_from = 20001", "multiple of 2"]),
        ("[sip]\ntls_port = 5061\ntls_key = 'k.pem'", ["sip", "tls_port needs tls_certificate and tls_key"]),
        (
            "[sip]\ntls_port = 8000\ntls_key = 'k'\ntls_certificate = 'c'",
            ["sip.tls_port (8000)", "web.port (8000)", "share"],
        ),
        ("[sip]\nsrtp = 'yes'", ["sip.srtp = 'yes'", "'off', 'optional' or 'mandatory'"]),
        ("[sip]\nrtp_timeout_s = -1", ["sip.rtp_timeout_s = -1", "greater than or equal to 0"]),
        ("[sip]\naddress = '999.1.1.1'", ["sip.address = '999.1.1.1'"]),
        ("[sip]\naddress = 'localhost'", ["sip.address = 'localhost'"]),
        ("[sip]\ntrunk_addresses = ['10.0.0.0/33']", ["sip.trunk_addresses", "10.0.0.0/33"]),
        ("[sip]\ntrunk_uri = 'tel:1'", ["sip.trunk_uri = 'tel:1'", "sip:10.0.0.7:5060"]),
        ("[city]\nhotline_numbers = []", ["city.hotline_numbers", "at least 1"]),
        ("[city]\nhotline_numbers = ['eins']", ["city.hotline_numbers", "'eins'", "12345"]),
        ("[city]\ntime_zone = 'Jiang'", ["city.time_zone = 'Jiang'", "Asia/Shanghai"]),
        ("[calls]\nworkers = 0", ["calls.workers = 0", "greater than or equal to 1"]),
        ("[call]\nring_ms = 20", ["call.ring_ms = 20", "greater than or equal to 1000"]),
        ("[records]\nurl = 'mysql://h/x'", ["records.url", "postgresql+asyncpg://"]),
        ("flow = '../x'", ["flow = '../x'"]),
        ("min_free_mb = -1", ["min_free_mb = -1"]),
        ("[direct.agents]\nann = 'sip:10.0.0.7'", ["direct.agents", "1026"]),
        ("var_dir = '/tmp/" + "x" * 100 + "'", ["var_dir", "107"]),
    ],
)
def test_a_file_that_cannot_be_used_is_told_by_key_value_and_what_is_allowed(text: str, told: list[str]) -> None:
    written(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert all(part in str(caught.value) for part in told), str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LINGTING_SIP__PORT", "fifty", ["LINGTING_SIP__PORT = 'fifty'", "integer"]),
        ("LINGTING_SIP__PRT", "1", ["LINGTING_SIP__PRT", "unknown", "did you mean port?"]),
        ("LINGTING_SIPP__PORT", "1", ["LINGTING_SIPP__PORT", "unknown", "did you mean sip?"]),
        ("LINGTING_CITY__HOTLINE_NUMBERS", "[12345", ["LINGTING_CITY__HOTLINE_NUMBERS", "JSON"]),
        ("LINGTING_CITY__HOTLINE_NUMBERS", "12345", ["LINGTING_CITY__HOTLINE_NUMBERS = 12345", '["12345"]']),
        ("LINGTING_DIRECT__AGENTS", "1026", ["LINGTING_DIRECT__AGENTS = 1026", "JSON"]),
        (
            "LINGTING_CONFIG",
            "/nowhere/lingting.toml",
            ["LINGTING_CONFIG", "/nowhere/lingting.toml", "no such file"],
        ),
    ],
)
def test_a_variable_that_cannot_be_used_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: list[str]
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert all(part in str(caught.value) for part in told), str(caught.value)


@pytest.mark.parametrize(
    ("saved_as", "told"), [("utf-8-sig", "save it as UTF-8 without BOM"), ("gb18030", "is not UTF-8")]
)
def test_a_file_that_an_editor_has_saved_in_another_form_says_how_to_save_it(saved_as: str, told: str) -> None:
    Path("lingting.toml").write_text('[city]\nname = "江城市"\n', encoding=saved_as)
    with pytest.raises(SettingsError, match=r"lingting\.toml: ") as caught:
        load_settings()
    assert told in str(caught.value)


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINGTING_FOO", "1")
    written("[sip]\nport = 0\n[web]\nport = 0\n")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert len(caught.value.problems) == 3


def test_a_password_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINGTING_RECORDS__URL", "postgres://lingting:geheim@10.0.0.9/x")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "geheim" not in str(caught.value)
