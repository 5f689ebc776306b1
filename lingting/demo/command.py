"""`lingting demo`: place the sample call, watch it become a ticket, and say what was measured.

It fails (DemoError, exit status 1) when the ticket is not in the records or was not seen on the WebSocket.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx

from callflow import events
from callflow.screen import ToScreen
from callflow.views import Phase
from lingting.accounts import Newcomer, first_accounts
from lingting.demo.call import PHONE_PORTS, phones, place
from lingting.demo.measure import as_heard, character_error_rate, percentile, word_lags
from lingting.demo.screen import Screen
from lingting.demo.script import Script, load_script
from lingting.settings import Settings
from telephony.softphone_client import SoftphoneGoneError, SoftphoneRefusedError

SPEAKERS = {"citizen": "citizen", "agent": "agent-1"}


class DemoError(Exception):
    """The sample call did not become a ticket; the message says where it ended and what to do."""


async def run_demo(
    settings: Settings,
    *,
    agent: Newcomer | None = None,
    on_message: Callable[[ToScreen], None] = lambda _: None,
) -> dict[str, Any]:
    """Place the sample call on a running hotline and return what `lingting demo --json` prints. Raises DemoError."""
    script = load_script()
    base = f"http://{settings.web.host}:{settings.web.port}"
    try:
        async with Screen(base, on_message) as screen:
            settings = await _as_it_runs(settings, screen)
            newcomer = agent or await demo_agent(settings)
            await screen.log_in(newcomer.agent, newcomer.password)
            setup_ms = await _call(settings, script, newcomer, screen)
            return await _report(settings, script, screen, setup_ms)
    except (httpx.NetworkError, httpx.TimeoutException) as error:
        raise DemoError(f"nothing answers at {base}: start the hotline (lingting serve)") from error
    except (httpx.RemoteProtocolError, json.JSONDecodeError) as error:
        raise _another_program(base) from error
    except httpx.HTTPStatusError as error:
        if not error.response.headers.get("Content-Type", "").startswith("application/json"):
            raise _another_program(base) from error
        raise DemoError(f"{error.request.method} {error.request.url.path}: {error.response.text}") from error
    except (TimeoutError, SoftphoneGoneError, SoftphoneRefusedError) as error:
        raise DemoError(f"the call got stuck: {str(error) or 'a phone did not get what it waited for'}") from error


def _another_program(base: str) -> DemoError:
    return DemoError(
        f"what answers at {base} is no hotline: end it, or set web.port, then start the hotline (lingting serve)"
    )


async def _as_it_runs(settings: Settings, screen: Screen) -> Settings:
    """The settings with `--direct`, when the hotline was started so."""
    system = await screen.ask("GET", "/api/system")
    return settings.directly() if system["direct"] else settings


async def demo_agent(settings: Settings) -> Newcomer:
    """The first agent of this machine. Raises DemoError where a city has accounts of its own."""
    made = await first_accounts(settings)
    if not made:
        raise DemoError("this hotline has its own accounts: give --agent, --password and --phone-password")
    return made[0]


async def _call(settings: Settings, script: Script, agent: Newcomer, screen: Screen) -> int:
    before = await screen.ask("GET", "/api/me")
    async with phones(settings, agent) as (citizen, agents_phone):
        await _until_registered(screen, _why_not_registered(settings, agent))
        await screen.ask("PUT", "/api/me/presence", {"presence": "ready"})
        try:
            setup_ms = await place(settings, script, citizen, agents_phone)
            await screen.wait("the transcript is not complete", lambda: _is_transcribed(screen))
            await _confirm(screen)
        finally:
            with suppress(httpx.HTTPError):
                await screen.ask("PUT", "/api/me/presence", {"presence": before["presence"]})
    return setup_ms


async def _until_registered(screen: Screen, otherwise: str) -> None:
    for _ in range(200):
        if (await screen.ask("GET", "/api/me"))["phone_registered"]:
            return
        await asyncio.sleep(0.1)
    raise DemoError(otherwise)


def _why_not_registered(settings: Settings, agent: Newcomer) -> str:
    if settings.direct.enabled:
        phone = f'{agent.agent} = "sip:{agent.agent}@{settings.sip.address}:{PHONE_PORTS[1]}"'
        return f"the hotline runs with --direct and has no address for {agent.agent}: set [direct.agents] {phone}"
    return "the agent's phone is registered, but the switchboard does not see it: lingting check"


async def _confirm(screen: Screen) -> None:
    """Do as the agent does: confirm the ticket, and end the wrap-up."""
    assert screen.view is not None  # noqa: S101  there was a transcript
    case = screen.view.case
    await screen.ask("POST", f"/api/cases/{case}/confirm")
    await screen.wait("the confirmed ticket is not on the WebSocket", lambda: screen.saw(events.TicketConfirmed))
    if screen.phase() is Phase.WRAP_UP:
        await screen.ask("POST", f"/api/cases/{case}/wrap-up/end")


def _is_transcribed(screen: Screen) -> bool:
    return {event.leg for event in screen.saw(events.TranscriptCompleted)} >= set(SPEAKERS.values())


async def _report(settings: Settings, script: Script, screen: Screen, setup_ms: int) -> dict[str, Any]:
    assert screen.view is not None  # noqa: S101  as above
    case = screen.view.case
    heard = sorted(screen.saw(events.UtteranceHeard), key=lambda one: one.start_ms)
    lags = word_lags(screen.finals, screen.seen, screen.view.started_at)
    return {
        "case_id": case,
        "setup_ms": setup_ms,
        "transcript": [
            {
                "speaker": "citizen" if one.leg == "citizen" else "agent",
                "text": one.text,
                "start_ms": one.start_ms,
                "end_ms": one.end_ms,
            }
            for one in heard
        ],
        "cer": {
            speaker: round(
                character_error_rate(
                    script.said_by(speaker), "".join(as_heard(one.words) for one in heard if one.leg == leg)
                ),
                4,
            )
            for speaker, leg in SPEAKERS.items()
        },
        "caption_lag_ms": {"p50": percentile(lags, 0.5), "p95": percentile(lags, 0.95), "words": len(lags)},
        "ticket": await _recorded_ticket(screen),
        "recordings": [str(path) for path in sorted((settings.layout.cases / case).glob("*.wav"))],
    }


async def _recorded_ticket(screen: Screen) -> dict[str, Any]:
    """The ticket as the records have it: they follow the case folder, so they may be a moment behind."""
    (opened,) = screen.saw(events.TicketOpened)
    for _ in range(100):
        with suppress(httpx.HTTPStatusError):
            ticket: dict[str, Any] = await screen.ask("GET", f"/api/tickets/{opened.number}")
            if ticket["state"] == "confirmed":
                return ticket
        await asyncio.sleep(0.1)
    raise DemoError(f"ticket {opened.number} is not in the records: is the database up? (lingting check)")
