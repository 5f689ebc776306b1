"""What a city may set: `lingting.toml`, overruled by `LINGTING_…` variables of the environment.

The file is `./lingting.toml`, or the one that `LINGTING_CONFIG` names; without a file the defaults give a
hotline on this machine's loopback. A variable is a section and a key with two underscores between:
`LINGTING_SIP__PORT=5070`. Lists and tables are JSON there. Relative paths count from the working directory.

Nothing is guessed: a setting that is unknown or impossible is an error that names where it stands, its value
and what is allowed (`lingting.settings_errors`), because a hotline that starts with half of its settings is
worse than one that does not start.
"""

import os
import re
from ipaddress import IPv4Address, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as SourceError

from lingting.layout import Layout
from lingting.ports import CallSlots, overlaps
from lingting.settings_errors import SettingsError, from_file, from_source, from_validation, unknown_variables

DEFAULT_FILE = Path("lingting.toml")
CONFIG_VARIABLE = "LINGTING_CONFIG"
LONGEST_SOCKET_PATH = 107
"""Bytes that Linux takes in `sun_path`, unix(7), without its closing zero."""


def _written_like(pattern: str, like: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"should be written like {like}")
        return text

    return AfterValidator(check)


def _address(text: str) -> str:
    return str(IPv4Address(text))


def _network(text: str) -> str:
    return str(ip_network(text, strict=False)) if "/" in text else str(ip_network(text).network_address)


def _time_zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError("should be a time zone's name such as Asia/Shanghai")
    return text


Port = Annotated[int, Field(ge=1, le=65535)]
Number = Annotated[str, _written_like(r"\+?\d{2,15}", "12345 or +8613800000000")]
AgentNumber = Annotated[str, _written_like(r"\d{2,8}", "1026")]
SipUri = Annotated[str, _written_like(r"sips?:(?:[^@\s;<>]+@)?[^@\s;<>]+(?:;[^\s<>]+)*", "sip:10.0.0.7:5060")]
TrunkUri = Annotated[str, _written_like(r"sip:\d+(\.\d+){3}(:\d+)?", "sip:10.0.0.7:5060")]
DatabaseUrl = Annotated[
    str,
    _written_like(r"(sqlite\+aiosqlite|postgresql\+asyncpg)://.*", "postgresql+asyncpg://user:password@host/lingting"),
]
Network = Annotated[str, AfterValidator(_network)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Address = Annotated[str, AfterValidator(_address)]
File = Annotated[Path, AfterValidator(Path.absolute)]
Milliseconds = Annotated[int, Field(ge=1_000, le=3_600_000)]
Name = Annotated[str, Field(min_length=1)]


class Section(BaseModel):
    """One table of `lingting.toml`: fixed once read, closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class City(Section):
    """Whose hotline this is."""

    name: Name = "江城市"
    hotline_numbers: Annotated[list[Number], Field(min_length=1)] = ["12345"]
    time_zone: TimeZone = "Asia/Shanghai"

    @property
    def zone(self) -> ZoneInfo:
        """The city's clock."""
        return ZoneInfo(self.time_zone)


class Sip(Section):
    """Where SIP and RTP live. The trunk is known by its addresses, agents' phones by their passwords.

    `srtp`: whether sound is encrypted with trunk and phones, never, where they can, or else no call.
    `rtp_timeout_s`: a phone that sends no sound for so long is taken for dead and its leg ended; 0: never.
    """

    address: Address = "127.0.0.1"
    port: Port = 5060
    tls_port: Port | None = None
    tls_certificate: File | None = None
    tls_key: File | None = None
    srtp: Literal["off", "optional", "mandatory"] = "off"
    rtp_timeout_s: Annotated[int, Field(ge=0, le=600)] = 30
    worker_ports_from: Port = 7100
    rtp_ports_from: Annotated[int, Field(ge=1024, le=65534, multiple_of=2)] = 20000
    realm: Annotated[str, _written_like(r"[\w.-]+", "hotline.example.org")] = "lingting"
    trunk_addresses: list[Network] = ["127.0.0.1"]
    trunk_uri: TrunkUri | None = None


class Calls(Section):
    """How many calls at once: one worker process each."""

    workers: Annotated[int, Field(ge=1, le=400)] = 4


class Speech(Section):
    """How many speech worker processes share the transcribing."""

    workers: Annotated[int, Field(ge=1, le=64)] = 1


class Voice(Section):
    """The command that reads replies to callers, text in and a WAV out; none: replies are not read.

    `reads`: what it is given, characters or pinyin with tones as numbers. `patience_ms`: it is killed after so long.
    """

    command: list[Name] = ["espeak-ng", "-v", "cmn-latn-pinyin", "-s", "160", "--stdin", "--stdout"]
    reads: Literal["characters", "pinyin"] = "pinyin"
    patience_ms: Annotated[int, Field(ge=1_000, le=60_000)] = 10_000
    most_characters: Annotated[int, Field(ge=20, le=2_000)] = 240


class Web(Section):
    """Where the agents' page and the API are served.

    `proxies`: the TLS proxies in front of it, which say from where and how a request came.
    """

    host: Name = "127.0.0.1"
    port: Port = 8000
    proxies: list[Network] = ["127.0.0.1"]


class Records(Section):
    """The database; None is the SQLite file under `var_dir`."""

    url: DatabaseUrl | None = None


class Call(Section):
    """The course of a call; times in ms.

    `answer_at_desk`: the page rings, F4 answers, and the phone picks up by itself.
    """

    answer_at_desk: bool = False
    ring_ms: Milliseconds = 20_000
    wrap_up_ms: Milliseconds = 45_000
    wrap_up_extend_ms: Milliseconds = 60_000
    longest_wait_ms: Milliseconds = 600_000
    first_announce_ms: Milliseconds = 4_000
    announce_every_ms: Milliseconds = 30_000
    closing_ms: Milliseconds = 5_000


class Retention(Section):
    """How many days after a case's archiving its sound and its words are deleted; 0: never."""

    recordings_days: Annotated[int, Field(ge=0, le=36_500)] = 0
    transcripts_days: Annotated[int, Field(ge=0, le=36_500)] = 0


class Direct(Section):
    """`serve --direct`: one case at a time without Kamailio, agents at fixed addresses."""

    enabled: bool = False
    agents: dict[AgentNumber, SipUri] = {}


class Settings(BaseSettings):
    """All that can be set; read it with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix="LINGTING_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    var_dir: Annotated[Path, AfterValidator(Path.absolute)] = Path("var")
    flow: Annotated[str, _written_like(r"[\w-]+", "12345 (a file of callflow/flows)")] = "12345"
    min_free_mb: Annotated[int, Field(ge=0)] = 500
    city: City = City()
    sip: Sip = Sip()
    calls: Calls = Calls()
    speech: Speech = Speech()
    voice: Voice = Voice()
    web: Web = Web()
    records: Records = Records()
    call: Call = Call()
    retention: Retention = Retention()
    direct: Direct = Direct()

    @property
    def layout(self) -> Layout:
        """Where everything lies under `var_dir`."""
        return Layout(self.var_dir)

    @property
    def database_url(self) -> str:
        """The database's URL, the SQLite file when none is set."""
        return self.records.url or f"sqlite+aiosqlite:///{self.layout.database}"

    def call_slots(self) -> CallSlots:
        """The SIP and RTP ports that call workers take in turn."""
        return CallSlots.of(self.calls.workers, self.sip.worker_ports_from, self.sip.rtp_ports_from)

    def directly(self) -> Self:
        """The same with `--direct`."""
        return self.model_copy(update={"direct": self.direct.model_copy(update={"enabled": True})})

    @model_validator(mode="after")
    def _ports_do_not_meet(self) -> Self:
        slots = self.call_slots()
        ranges = {
            "sip.port": range(self.sip.port, self.sip.port + 1),
            "web.port": range(self.web.port, self.web.port + 1),
            "sip.worker_ports_from": slots.sip_ports,
            "sip.rtp_ports_from": slots.rtp_ports,
        }
        if self.sip.tls_port is not None:
            ranges["sip.tls_port"] = range(self.sip.tls_port, self.sip.tls_port + 1)
        if problems := overlaps(ranges):
            raise ValueError("; ".join(problems))
        return self

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        sip = self.sip
        if sip.tls_port is not None and (sip.tls_certificate is None or sip.tls_key is None):
            raise ValueError("sip.tls_port needs tls_certificate and tls_key, the paths of PEM files")
        return self

    @model_validator(mode="after")
    def _sockets_fit(self) -> Self:
        longest = self.layout.calls / "w399-ffff.sock"
        if len(os.fsencode(longest)) > LONGEST_SOCKET_PATH:
            raise ValueError(f"var_dir = {str(self.var_dir)!r}: a socket's path may have {LONGEST_SOCKET_PATH} bytes")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file; there are no dotenv files and no secrets folders."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())


def settings_file() -> Path | None:
    """The settings file, or None when there is none (then the defaults hold).

    Raises:
        SettingsError: `LINGTING_CONFIG` names a file that is not there.
    """
    if named := os.environ.get(CONFIG_VARIABLE):
        if not Path(named).is_file():
            raise SettingsError([f"{CONFIG_VARIABLE} = {named!r}: there is no such file"])
        return Path(named)
    return DEFAULT_FILE if DEFAULT_FILE.is_file() else None


def load_settings() -> Settings:
    """Read the settings of this machine.

    Raises:
        SettingsError: one line for each setting that is unknown or impossible, and what is allowed.
    """
    path = settings_file()
    problems = unknown_variables(os.environ, Settings, {CONFIG_VARIABLE})
    try:
        settings = Settings()
    except ValidationError as error:
        problems += from_validation(error, Settings, path, os.environ)
    except SourceError as error:
        problems += from_source(error, os.environ)
    except (OSError, ValueError) as error:
        problems += from_file(error, path)
    if problems:
        raise SettingsError(problems)
    return settings


def load_prepared() -> Settings:
    """Read the settings and make the folders under `var_dir`: whatever is written there first, others may not look in.

    Raises:
        SettingsError: as `load_settings`.
        OSError: `var_dir` cannot be made or written.
    """
    settings = load_settings()
    settings.layout.prepare()
    return settings
