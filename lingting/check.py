"""`lingting check`: what is missing or misconfigured on this machine, and how to mend it.

`serve` asks the same questions before it starts, and does not start on a `fail`, with two exceptions. Without the
database calls are taken, and without room on the disk they are refused with 503, which the trunk understands.
"""

from collections.abc import Callable, Iterable

from rich.console import Console
from rich.markup import escape

from lingting import content_checks, machine_checks, tls_checks
from lingting.findings import Finding, Level
from lingting.settings import Settings

Check = Callable[[Settings], Iterable[Finding]]

BEFORE_START: tuple[Check, ...] = (
    machine_checks.python,
    machine_checks.packages,
    machine_checks.kamailio,
    machine_checks.folder,
    machine_checks.ports,
    content_checks.front,
    tls_checks.tls,
    content_checks.prompts,
    content_checks.flow,
)
ALL: tuple[Check, ...] = (
    *BEFORE_START,
    machine_checks.disk,
    machine_checks.voice,
    content_checks.model,
    content_checks.database,
    content_checks.city,
)
STYLES = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


def look(settings: Settings, checks: Iterable[Check] = ALL) -> list[Finding]:
    """What these checks find."""
    return [finding for check in checks for finding in check(settings)]


def fails(findings: Iterable[Finding]) -> list[Finding]:
    """Those that keep the hotline from working."""
    return [finding for finding in findings if finding.level is Level.FAIL]


def line(finding: Finding) -> str:
    """A finding in rich's markup: level, subject, what was found, remedy."""
    level = f"[{STYLES[finding.level]}]{finding.level:<4}[/]"
    remedy = f" [dim]→[/] {escape(finding.remedy)}" if finding.remedy else ""
    return f"{level}  {finding.subject:<9} {escape(finding.detail)}{remedy}"


def run_check(settings: Settings) -> int:
    """Print the report; the exit status is 1 when something fails."""
    findings = look(settings)
    console = Console(highlight=False)
    for finding in findings:
        console.print(line(finding), soft_wrap=True)
    return 1 if fails(findings) else 0
