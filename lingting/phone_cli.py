"""`lingting phone`: a telephone in the terminal."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lingting.settings import load_settings
from telephony.desk_phone import DeskPhoneError, free_ports, local_address, run_desk_phone
from telephony.softphone_settings import SoftphoneSettings

PASSWORD = "PHONE_PASSWORD"  # noqa: S105  # the variable's name
SERVER_HELP = "Address of the hotline, <IPv4>[:port]; without it that of this machine's lingting.toml."
CA_HELP = "PEM file of the certificate to trust, for --tls; without it that of lingting.toml."
FAILED = 1


def phone(  # noqa: PLR0913  # the options of a command
    user: Annotated[str, typer.Argument(help="Number of this phone, such as 1026.")],
    *,
    server: Annotated[str | None, typer.Option(help=SERVER_HELP)] = None,
    tls: Annotated[bool, typer.Option(help="Speak TLS with the server.")] = False,
    ca: Annotated[Path | None, typer.Option(help=CA_HELP, exists=True, dir_okay=False)] = None,
    srtp: Annotated[str, typer.Option(help="Encrypted sound: off, optional or mandatory.")] = "optional",
    auto_answer: Annotated[bool, typer.Option(help="Pick up every call by itself.")] = False,
    answer_when_asked: Annotated[bool, typer.Option(help="Pick up by itself when the desk says so (RFC 5373).")] = True,
) -> None:
    """Be an agent's or a department's telephone, with this machine's headset.

    The password comes from PHONE_PASSWORD, or is asked for.
    """
    try:
        where, trusted = _server(server, ca, tls=tls)
        address = local_address(where.partition(":")[0])
        sip_port, rtp_port = free_ports(address)
        settings = SoftphoneSettings(
            user=user,
            password=os.environ.get(PASSWORD) or typer.prompt(f"分机 {user} 的话机密码", hide_input=True),
            registrar=f"sip:{where}",
            tls=tls,
            ca=trusted,
            srtp=srtp,
            address=address,
            sip_port=sip_port,
            rtp_port=rtp_port,
            auto_answer=auto_answer,
            answer_when_asked=answer_when_asked,
            sound=True,
        )
        asyncio.run(run_desk_phone(settings, Console()))
    except (DeskPhoneError, OSError, ValueError) as error:
        typer.echo(f"电话不能工作：{error}", err=True)
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt:
        return


def _server(server: str | None, ca: Path | None, *, tls: bool) -> tuple[str, Path | None]:
    """Host, port and whom to trust, as given or as this machine's hotline has them."""
    if server is not None:
        return server, ca
    sip = load_settings().sip
    if tls and sip.tls_port is None:
        raise ValueError("TLS 没有开启。TLS is off in lingting.toml: set sip.tls_port, or give --server and --ca")
    return f"{sip.address}:{sip.tls_port if tls else sip.port}", ca or (sip.tls_certificate if tls else None)
