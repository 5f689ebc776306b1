"""`lingting transcribe`: sound files to text, and finished calls heard once more by another model."""

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from asr import InstalledModel, ModelError, models
from asr.file_jobs import NotTranscribed, Outcome, transcribe_files
from asr.model_folder import ModelLoadError
from asr.sound_file import SoundFileError, sound_in
from asr.transcript import Form, write
from callflow.units import CaseId, DurationMs
from lingting.layout import ASSETS
from lingting.opinion_job import Made, NotMade, hear_again
from lingting.settings import load_prepared, load_settings

FAILED = 1
WRONG_USE = 2

Targets = Annotated[list[str], typer.Argument(help="Sound files, or ids of finished cases.", show_default=False)]
ModelName = Annotated[str | None, typer.Option("--model", help="An installed model, or `demo`; else the one in use.")]
FormName = Annotated[Form, typer.Option("--format", help="For files: text, SubRip, or a JSON object a line.")]
Out = Annotated[Path | None, typer.Option("--output", "-o", help="For files: a file, or a folder for several.")]
Jobs = Annotated[int, typer.Option(help="For files: so many at once.", min=1, max=os.cpu_count() or 1)]


def transcribe(
    targets: Targets, *, model: ModelName = None, form: FormName = Form.TEXT, output: Out = None, jobs: Jobs = 1
) -> None:
    """Write down what is said in sound files (WAV, A-law, FLAC, MP3, …), or in finished calls once more.

    What is a file here is taken for a file, all else for a case. A second opinion on a case is kept beside its
    recordings and shown on its ticket's page.
    """
    files = [Path(target) for target in targets if Path(target).is_file()]
    if files and len(files) < len(targets):
        others = ", ".join(target for target in targets if not Path(target).is_file())
        _leave(f"there is no file {others}; give files or cases, not both", WRONG_USE)
    try:
        chosen = models.named(load_prepared().var_dir, ASSETS, model)
        if files:
            _files(files, chosen, _places(files, form, output), form, jobs)
        else:
            _cases([CaseId(target) for target in targets], chosen)
    except (ModelError, ModelLoadError) as error:
        _leave(str(error), FAILED)


def _cases(cases: Sequence[CaseId], model: InstalledModel) -> None:
    """Hear them again and say what came of it; raises typer.Exit when nothing came of one."""
    layout = load_settings().layout
    outcomes: list[Made | NotMade] = []
    with _bar() as bar:
        tasks = {case: bar.add_task(case, total=None) for case in cases}
        tell = partial(_show, bar, tasks)
        for outcome in hear_again(list(tasks), layout.cases, model, layout.city, tell):
            bar.remove_task(tasks[outcome.case])
            outcomes.append(outcome)
            _say(outcome, model.name)
    if any(isinstance(outcome, NotMade) for outcome in outcomes):
        raise typer.Exit(FAILED)


def _show(bar: Progress, tasks: Mapping[CaseId, TaskID], case: CaseId, done: DurationMs, of: DurationMs) -> None:
    bar.update(tasks[case], completed=done, total=of)


def _say(outcome: Made | NotMade, model: str) -> None:
    if isinstance(outcome, NotMade):
        typer.echo(f"{outcome.case}: {outcome.problem}", err=True)
    else:
        typer.echo(f"{outcome.case}: {outcome.utterances} utterances by {model}; its ticket's page shows them")


def _places(files: Sequence[Path], form: Form, output: Path | None) -> list[Path | None]:
    """Where each file's transcript goes; None is standard output."""
    if output is None:
        if form is Form.SRT and len(files) > 1:
            _leave("several files make several SubRip files: name a folder for them with --output", WRONG_USE)
        return [None] * len(files)
    if len(files) == 1 and not output.is_dir():
        return [output]
    if len({file.stem for file in files}) < len(files):
        _leave("two of these files have one name, and so would their transcripts", WRONG_USE)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _leave(f"several transcripts need a folder, and {output} is none: {error.strerror}", WRONG_USE)
    return [output / (file.stem + form.ending) for file in files]


def _files(files: Sequence[Path], model: InstalledModel, places: Sequence[Path | None], form: Form, jobs: int) -> None:
    """Transcribe and hand out; raises typer.Exit when a file could not be."""
    failed = False
    city = load_settings().layout.city
    with _bar() as bar:
        tasks = [bar.add_task(file.name, total=_sound_in(file)) for file in files]
        outcomes = transcribe_files(
            files, model, city, jobs=jobs, on_step=lambda n, ms: bar.update(tasks[n], completed=ms)
        )
        for outcome, place, task in zip(outcomes, places, tasks, strict=True):
            bar.remove_task(task)
            failed |= not _handed_out(outcome, place, form, titled=len(files) > 1)
    if failed:
        raise typer.Exit(FAILED)


def _handed_out(outcome: Outcome, place: Path | None, form: Form, *, titled: bool) -> bool:
    """Whether there was anything to hand out."""
    if isinstance(outcome, NotTranscribed):
        typer.echo(outcome.problem, err=True)
        return False
    text = write(outcome, form)
    if place is not None:
        return _written(text, place)
    title = f"# {outcome.file}\n" if titled and form is Form.TEXT else ""
    typer.echo(title + text, nl=False)
    return True


def _written(text: str, place: Path) -> bool:
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        typer.echo(f"{place} cannot be written: {error.strerror}", err=True)
        return False
    return True


def _sound_in(file: Path) -> DurationMs | None:
    try:
        return sound_in(file)
    except SoundFileError:
        return None


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _leave(message: str, status: int) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(status)
