"""`lingting run`: what a newcomer sees. The hotline comes up, a login is printed, and a sample call becomes a ticket.

`serve` runs as a child in a process group of its own, so that Ctrl-C reaches this process alone and it ends the
hotline in order. It is bound to this process (`lingting.child`), so that it ends in order as well when this one is
killed; the sample call's phones end with their standard input. What its processes log goes into a file, so that the
terminal shows the call.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from lingting.accounts import FIRST_ACCOUNTS, Newcomer, first_accounts
from lingting.children import WRAPPER
from lingting.demo import DemoError, run_demo
from lingting.demo.call import PHONE_PORTS
from lingting.demo.show import Show
from lingting.settings import Settings

LOG = "log/hotline.log"
LAST_LINES = 12
UP_WITHIN_S = 90.0
TIME_TO_LOG_IN_S = 15.0


async def run(settings: Settings, console: Console, *, demo: bool) -> int:
    """Run the hotline until Ctrl-C; returns its exit status."""
    settings = _with_phone(settings)
    settings.layout.prepare()
    log = settings.layout.var / LOG
    hotline = await _start(settings, log)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await _either(_welcome(settings, console, demo=demo), stop, hotline)
        await _either(hotline.wait(), stop, hotline)
    except TimeoutError:
        console.print(f"[red]热线在 {UP_WITHIN_S:.0f} 秒内没有就绪。[/red]")
    finally:
        status = await _end(hotline)
    if stop.is_set():
        return 0
    console.print(f"[red]热线已退出。[/red]日志 {log} 的最后几行：\n{_tail(log)}", markup=True, highlight=False)
    return status or 1


async def _start(settings: Settings, log: Path) -> asyncio.subprocess.Process:
    log.parent.mkdir(exist_ok=True)
    agents = json.dumps(settings.direct.agents)
    with log.open("ab") as logged:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", str(WRAPPER), str(os.getpid())),
            *(sys.executable, "-m", "lingting.cli", "serve", *["--direct"] * settings.direct.enabled),
            start_new_session=True,
            stderr=logged,
            env={**os.environ, "LINGTING_DIRECT__AGENTS": agents},
        )


def _with_phone(settings: Settings) -> Settings:
    """Without Kamailio and without agents' addresses, the sample call's phone is the agent's."""
    if not settings.direct.enabled or settings.direct.agents:
        return settings
    first = FIRST_ACCOUNTS[0][0]
    phone = {first: f"sip:{first}@{settings.sip.address}:{PHONE_PORTS[1]}"}
    return settings.model_copy(update={"direct": settings.direct.model_copy(update={"agents": phone})})


def _tail(log: Path) -> str:
    return escape("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]))


async def _welcome(settings: Settings, console: Console, *, demo: bool) -> None:
    await _until_ready(settings)
    accounts = await first_accounts(settings)
    url = f"http://{settings.web.host}:{settings.web.port}"
    console.rule("聆听")
    console.print(f"坐席页面 [bold]{url}[/bold]")
    for account in accounts:
        console.print(f"  工号 [bold]{account.agent}[/bold] 密码 [bold]{account.password}[/bold]  {account.name}")
    if demo and accounts:
        await _show_demo(settings, console, accounts[0])
    console.print(f"日志：{settings.layout.var / LOG}")
    console.print(f"热线已就绪：{url}，SIP {settings.sip.address}:{settings.sip.port}。按 Ctrl-C 结束。")


async def _show_demo(settings: Settings, console: Console, agent: Newcomer) -> None:
    console.print(f"{TIME_TO_LOG_IN_S:.0f} 秒后开始一次示例来电：现在用工号 {agent.agent} 登录，可以在页面上看着它。")
    await asyncio.sleep(TIME_TO_LOG_IN_S)
    show = Show(console)
    try:
        show.ticket(await run_demo(settings, agent=agent, on_message=show.take))
    except DemoError as error:
        console.print(f"[red]示例来电没有完成：{error}[/red]")
        return
    console.print("再看一次：lingting demo")


async def _until_ready(settings: Settings) -> None:
    ready = settings.layout.ready
    async with asyncio.timeout(UP_WITHIN_S):
        while True:
            with suppress(OSError, ValueError):
                if json.loads(ready.read_text(encoding="utf-8"))["ready"]:
                    return
            await asyncio.sleep(0.2)


async def _either(work: Awaitable[object], stop: asyncio.Event, hotline: asyncio.subprocess.Process) -> None:
    """Work until it is done, Ctrl-C is pressed, or the hotline has ended by itself."""
    tasks = {asyncio.ensure_future(one) for one in (work, stop.wait(), hotline.wait())}
    done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    for task in done:
        task.result()


async def _end(hotline: asyncio.subprocess.Process) -> int:
    if hotline.returncode is None:
        os.kill(hotline.pid, signal.SIGTERM)
    return await hotline.wait()
