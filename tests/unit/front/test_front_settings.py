"""What the front refuses to be told, and what it writes."""

from pathlib import Path
from typing import Any

import pytest

from telephony.kamailio import (
    FrontSettings,
    Worker,
    command_line,
    find_kamailio,
    ha1,
    write_config,
    write_subscribers,
    write_workers,
)

HA1 = ha1("1026", "lingting", "secret")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"address": "0.0.0.0"}, "address"),  # noqa: S104
        ({"address": "sip.example"}, "address"),
        ({"port": 0}, "port"),
        ({"port": 65536}, "port"),
        ({"realm": 'x"); exit; ('}, "realm"),
        ({"realm": ""}, "realm"),
        ({"hotline_numbers": ()}, "hotline_numbers"),
        ({"hotline_numbers": ('1" || 1',)}, "hotline_numbers"),
        ({"trunk_addresses": ("10.0.0.1/8",)}, "trunk_addresses"),
        ({"trunk_addresses": ("trunk.example",)}, "trunk_addresses"),
        ({"trunk_uri": "10.0.0.1:5060"}, "trunk_uri"),
        ({"trunk_uri": "sip:trunk.example:5060"}, "address"),
        ({"trunk_uri": "sip:10.0.0.1:none"}, "port"),
        ({"workers": (Worker("w 1", "127.0.0.1:7100"),)}, "workers"),
        ({"log_level": "loud"}, "log_level"),
        ({"run_dir": Path("/" + "long/" * 30)}, "run_dir"),
        ({"tls_port": 5061}, "tls_certificate"),
        ({"tls_port": 5061, "tls_certificate": Path("c"), "tls_key": Path('k"')}, "tls_key"),
        ({"tls_port": 0, "tls_certificate": Path("c"), "tls_key": Path("k")}, "tls_port"),
        ({"run_dir": Path('/tmp/a"b')}, "run_dir"),  # noqa: S108
    ],
)
def test_an_impossible_setting_is_named(tmp_path: Path, wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        FrontSettings(**({"run_dir": tmp_path} | wrong))


def test_all_that_kamailio_reads_lies_in_the_run_folder(tmp_path: Path) -> None:
    config = write_config(FrontSettings(run_dir=tmp_path / "front", port=5070)).read_text()
    assert "listen=udp:127.0.0.1:5070" in config
    assert "/run/kamailio" not in config
    assert sorted(path.name for path in (tmp_path / "front").rglob("*") if path.is_file()) == [
        "dispatcher.list",
        "kamailio.cfg",
        "subscriber",
    ]


def test_without_tls_there_is_no_tcp_and_with_it_only_tls(tmp_path: Path) -> None:
    config = write_config(FrontSettings(run_dir=tmp_path / "front")).read_text()
    assert "disable_tcp=yes" in config
    assert not [word for word in ("listen=tls", "tls.so", "proto == TLS") if word in config]
    files = {"tls_certificate": Path("/etc/lingting/c.pem"), "tls_key": Path("/etc/lingting/k.pem")}
    config = write_config(FrontSettings(run_dir=tmp_path / "front", tls_port=5061, **files)).read_text()
    assert "listen=tls:127.0.0.1:5061" in config
    assert "listen=tcp" not in config
    assert '"private_key", "/etc/lingting/k.pem"' in config


def test_several_numbers_and_networks_are_all_let_in(tmp_path: Path) -> None:
    settings = FrontSettings(
        run_dir=tmp_path, hotline_numbers=("12345", "+8612345"), trunk_addresses=("10.0.0.0/28", "10.9.9.9")
    )
    config = write_config(settings).read_text()
    assert '$rU == "12345" || $rU == "+8612345"' in config
    assert "src_ip == 10.0.0.0/28 || src_ip == 10.9.9.9" in config


def test_writing_the_configuration_again_keeps_the_subscribers(tmp_path: Path) -> None:
    settings = FrontSettings(run_dir=tmp_path)
    write_config(settings)
    write_subscribers(tmp_path, settings.realm, [("1026", HA1)])
    write_config(settings)
    assert f"1026:lingting:{HA1}" in (tmp_path / "dbtext" / "subscriber").read_text()


def test_passwords_are_for_the_owners_eyes_only(tmp_path: Path) -> None:
    write_subscribers(tmp_path, "lingting", [("1026", HA1)])
    assert (tmp_path / "dbtext" / "subscriber").stat().st_mode & 0o077 == 0


def test_each_change_of_subscribers_is_newer_by_a_second(tmp_path: Path) -> None:
    times = []
    for _ in range(3):
        write_subscribers(tmp_path, "lingting", [("1026", HA1)])
        times.append(int((tmp_path / "dbtext" / "subscriber").stat().st_mtime))
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("user", "realm", "digest"),
    [("10:26", "lingting", HA1), ("1026\n1", "lingting", HA1), ("1026", "a:b", HA1), ("1026", "lingting", "secret")],
)
def test_what_the_subscriber_table_cannot_carry_is_refused(tmp_path: Path, user: str, realm: str, digest: str) -> None:
    with pytest.raises(ValueError, match="subscriber"):
        write_subscribers(tmp_path, realm, [(user, digest)])


def test_ha1_is_that_of_rfc_2617_section_3_5() -> None:
    assert ha1("Mufasa", "testrealm@host.com", "Circle Of Life") == "939e7578ed9e3c518a452acee763bce9"


def test_a_worker_is_listed_by_address_and_id(tmp_path: Path) -> None:
    write_workers(tmp_path, [Worker("w3-5f2a", "127.0.0.1:7103")])
    assert (tmp_path / "dispatcher.list").read_text() == "1 sip:127.0.0.1:7103 0 0 duid=w3-5f2a\n"


def test_a_machine_without_kamailio_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("telephony.kamailio._SYSTEM_FOLDERS", str(tmp_path))
    assert find_kamailio() is None
    with pytest.raises(FileNotFoundError, match="--direct"):
        command_line(FrontSettings(run_dir=tmp_path))


def test_kamailio_stays_in_the_foreground_and_out_of_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = tmp_path / "kamailio"
    binary.write_text("")
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    command = command_line(FrontSettings(run_dir=tmp_path))
    assert command[:3] == [str(binary), "-DD", "-E"]
    assert command[command.index("-P") + 1] == f"{tmp_path}/kamailio.pid"
    assert command[command.index("-Y") + 1] == str(tmp_path)
