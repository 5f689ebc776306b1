"""Who a softphone is: told to its process by a command line, and its password by the environment."""

from pathlib import Path

import pytest

from telephony.softphone import settings_from
from telephony.softphone_settings import PASSWORD_VARIABLE, SoftphoneSettings

FULL = SoftphoneSettings(
    user="1026",
    password="open-sesame",
    registrar="sip:10.1.0.20:5061",
    tls=True,
    ca=Path("city.pem"),
    srtp="mandatory",
    sip_port=5070,
    rtp_port=5080,
    answer_when_asked=True,
    sound=True,
)


@pytest.mark.parametrize("settings", [FULL, SoftphoneSettings(user="1", sip_port=5060, rtp_port=5080)])
def test_its_process_is_told_all_of_it(settings: SoftphoneSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, settings.password)
    assert settings_from(settings.options()) == settings


def test_the_password_is_not_on_the_command_line() -> None:
    assert not any("sesame" in option for option in FULL.options())


def test_a_number_is_dialled_at_the_registrar_over_its_transport() -> None:
    assert FULL.uri_of("12345") == "sip:12345@10.1.0.20:5061;transport=tls"
    assert FULL.uri_of("sip:1@10.0.0.1") == "sip:1@10.0.0.1"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"srtp": "maybe"}, "srtp"),
        ({"registrar": "sip:hotline.example.org"}, "hotline"),
        ({"tls": True}, "tls"),
        ({"tls": True, "registrar": "sip:10.0.0.1"}, "ca"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(change: dict[str, object], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        SoftphoneSettings(**{"user": "1026", "sip_port": 5060, "rtp_port": 5080} | change)  # type: ignore[arg-type]
