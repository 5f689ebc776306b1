"""Whether what the hotline works with is in order: settings of a city, prompts, menu, speech model, database."""

import asyncio
from collections.abc import Iterator
from ipaddress import ip_network

from sqlalchemy.exc import SQLAlchemyError

from asr.model_folder import ModelError
from asr.models import DEMO_PREFIX, chosen_name, ready
from callflow.flow import FlowError, read_flow
from lingting.findings import Finding, fail, ok, warn
from lingting.front import front_settings
from lingting.layout import ASSETS, SHIPPED_FLOWS, SHIPPED_PROMPTS
from lingting.settings import City, Settings
from models.revisions import differences
from telephony.prompts import PromptTextError, check, names

DATABASE_PATIENCE_S = 10.0
FETCH = "lingting model fetch, lingting model use"
DEMO_LIMIT = "the demo model does not understand people"


def city(settings: Settings) -> Iterator[Finding]:
    """Whose hotline it is, and who may call it."""
    if settings.city.name == City().name:
        yield warn("city", f"{settings.city.name} is the sample city", "set city.name in lingting.toml")
    else:
        yield ok("city", settings.city.name)
    if all(ip_network(address).is_loopback for address in settings.sip.trunk_addresses):
        yield warn("trunk", "only this machine may call", "set sip.address and sip.trunk_addresses")
    else:
        yield ok("trunk", ", ".join(settings.sip.trunk_addresses))


def front(settings: Settings) -> Iterator[Finding]:
    """Kamailio can be given these settings."""
    try:
        front_settings(settings)
    except ValueError as error:
        yield fail("sip", str(error), "change it in lingting.toml under [sip]")


def prompts(settings: Settings) -> Iterator[Finding]:
    """Every clip is there and can be played."""
    try:
        problems = check([settings.layout.own_prompts, SHIPPED_PROMPTS])
    except PromptTextError as error:
        yield fail("prompts", str(error), "mend that file")
        return
    if not problems:
        yield ok("prompts", "all clips can be played")
    for problem in problems:
        yield fail("prompts", str(problem), "lingting prompts import")


def flow(settings: Settings) -> Iterator[Finding]:
    """The menu strands nobody."""
    path = SHIPPED_FLOWS / f"{settings.flow}.yaml"
    try:
        clips = names([settings.layout.own_prompts, SHIPPED_PROMPTS])
        read_flow(path.read_text(encoding="utf-8"), str(path), clips)
    except FileNotFoundError:
        known = ", ".join(sorted(each.stem for each in SHIPPED_FLOWS.glob("*.yaml")))
        yield fail("flow", f"there is no {settings.flow}.yaml", f"set flow to one of: {known}")
    except (FlowError, PromptTextError) as error:
        yield fail("flow", str(error), "mend that line")
    else:
        yield ok("flow", settings.flow)


def model(settings: Settings) -> Iterator[Finding]:
    """The speech model."""
    chosen = chosen_name(settings.var_dir)
    if chosen is None:
        yield from _demo_model()
        return
    try:
        found = ready(settings.var_dir, chosen)
    except ModelError as error:
        yield fail("model", str(error), "lingting model list shows what there is")
        return
    yield warn("model", DEMO_LIMIT, FETCH) if found.demo else ok("model", found.name)


def _demo_model() -> Iterator[Finding]:
    if any((ASSETS / "demo").glob(f"{DEMO_PREFIX}*.zip")):
        yield warn("model", DEMO_LIMIT, FETCH)
    else:
        yield fail("model", "none is chosen, and the demo model is not shipped", FETCH)


def database(settings: Settings) -> Iterator[Finding]:
    """It answers, and has this version's tables."""
    if settings.records.url is None and not settings.layout.database.exists():
        yield ok("database", f"{settings.layout.database} is made at the first start")
        return
    try:
        missing = asyncio.run(asyncio.wait_for(differences(settings.database_url), DATABASE_PATIENCE_S))
    except (OSError, SQLAlchemyError, TimeoutError) as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        yield fail("database", reason, "start it, or set records.url; calls go on without it")
        return
    if missing:
        yield warn("database", "not this version's tables", "lingting db upgrade (serve does it)")
    else:
        yield ok("database", "this version's tables")
