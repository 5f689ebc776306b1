"""`lingting listen`: tries a speech model in one's own voice."""

import contextlib
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from asr import ModelError, models
from asr.loading import load_model
from asr.model_folder import ModelLoadError
from asr.wire import Heard, Partial
from asr.writing import CityWriter
from lingting.layout import ASSETS
from lingting.listening import Listening, MicrophoneGoneError
from lingting.settings import load_prepared
from telephony.level_meter import level_db
from telephony.softphone_wire import Missing
from telephony.sound_card import Microphone, NoSoundError, microphones

FAILED = 1
QUIETEST_DB, LOUDEST_DB = -60, 0
METER_WIDTH = 20
INSTALL_PYAUDIO = "install lingting[phone], which needs portaudio19-dev"

Device = Annotated[str, typer.Option(help="Number of a microphone or a part of its name; else the default one.")]
ListDevices = Annotated[bool, typer.Option("--list", help="Name the microphones and end.")]
ModelName = Annotated[str | None, typer.Option("--model", help="An installed model, or `demo`; else the one in use.")]
Keep = Annotated[Path | None, typer.Option(help="Keep the sound as this WAV file, to try other models on.")]


def listen(
    *, device: Device = "", list_devices: ListDevices = False, model: ModelName = None, keep: Keep = None
) -> None:
    """Caption this machine's microphone in the terminal until Ctrl-C.

    What is still being said stands on the last line; `lingting transcribe` writes a kept file down with another model.
    """
    try:
        if list_devices:
            typer.echo("".join(f"{number}  {name}\n" for number, name in microphones().items()), nl=False)
        else:
            _listen(device, model, keep)
    except NoSoundError as error:
        _leave(f"{error}; {INSTALL_PYAUDIO}" if error.missing is Missing.PACKAGE else str(error))
    except (ModelError, ModelLoadError, MicrophoneGoneError, OSError) as error:
        _leave(str(error))


def _listen(device: str, name: str | None, keep: Path | None) -> None:
    settings = load_prepared()
    model = models.named(settings.var_dir, ASSETS, name)
    loaded = load_model(model.path)
    console = Console()
    with contextlib.closing(Microphone(device)) as microphone, TemporaryDirectory(prefix="lingting-") as scratch:
        screen = TerminalScreen(console)
        console.print(f"{model.name} is listening. Ctrl-C ends it.")
        if model.demo:
            console.print("[yellow]This is the demo model: it does not understand people.[/yellow]")
        with screen:
            tape = keep or Path(scratch) / "microphone.wav"
            Listening(microphone, tape, loaded, CityWriter(settings.layout.city), screen).run(_until_ctrl_c())


def _until_ctrl_c() -> Event:
    """Set by Ctrl-C, which would otherwise fall into the middle of a word."""
    stop = Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    return stop


class TerminalScreen(Live):
    """Utterances above, the one being spoken and how loud it is on the last line, if it is a terminal."""

    def __init__(self, console: Console) -> None:
        super().__init__(console=console, transient=True, auto_refresh=False)
        self._terminal = console.is_terminal
        self._db = float(QUIETEST_DB)
        self._words = ""

    def say(self, heard: Heard) -> None:
        """Print an utterance for good."""
        self._words = ""
        seconds = heard.event.start_ms // 1000
        self.console.print(f"{seconds // 60:02}:{seconds % 60:02} {heard.event.text}", highlight=False, markup=False)

    def show(self, partial: Partial) -> None:
        """Show the words so far."""
        self._words = partial.text
        self._draw()

    def level(self, sound: bytes) -> None:
        """Show how loud it is."""
        self._db = level_db(sound)
        self._draw()

    def _draw(self) -> None:
        if self._terminal:
            self.update(Text.assemble((meter(self._db), "green"), " ", (self._words, "dim")), refresh=True)


def meter(db: float) -> str:
    """A bar from -60 to 0 dBFS."""
    share = (db - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)
    filled = round(min(1.0, max(0.0, share)) * METER_WIDTH)
    return "█" * filled + "░" * (METER_WIDTH - filled)


def _leave(message: str) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(FAILED)
