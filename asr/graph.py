"""A model's decoding graph in one piece.

Small models come with a graph in two parts, which Vosk composes while it decodes: `HCLr.fst` (sounds to words) and
`Gr.fst` (which word after which). Each recogniser composes for itself from nothing, and every segment has a new one
(`asr.segments`). Composed once, when the model is installed, the same graph costs a quarter of the time and the same
words come out (measured: `docs/speech.md`), for memory: 225 MB a worker with a model of the official small size.

OpenFst's tools do it (Debian: libfst-tools, libfst22-plugins-base). Without them the graph stays in its parts.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from asr.model_folder import ModelError

WHOLE = "graph/HCLG.fst"
SOUNDS = "graph/HCLr.fst"
GRAMMAR = "graph/Gr.fst"
WORDS = "graph/words.txt"
DISAMBIGUATION = "graph/disambig_tid.int"
LARGEST_GRAMMAR_BYTES = 64 << 20
"""A larger grammar would make a graph that does not fit beside others in memory."""
TOOLS = ("fstprint", "fstcompile", "fstarcsort", "fstcompose", "fstrelabel", "fstconvert")
PACKAGES = "Debian's libfst-tools and libfst22-plugins-base"
REMEDY = f"install {PACKAGES} and fetch the model again"


def is_whole(folder: Path) -> bool:
    """Whether nothing need be composed while the model decodes: its graph is whole, or it has none (`asr.sherpa`)."""
    return (folder / WHOLE).is_file() or not (folder / GRAMMAR).is_file()


def in_parts(folder: Path) -> bool:
    """Whether the parts are there, be it beside the whole."""
    return (folder / SOUNDS).is_file() and (folder / GRAMMAR).is_file()


def can_join() -> bool:
    """Whether the tools are here."""
    return all(shutil.which(tool) for tool in TOOLS)


def is_joinable(folder: Path) -> bool:
    """Whether the model has a graph in parts that are not too large."""
    return not is_whole(folder) and (folder / GRAMMAR).stat().st_size <= LARGEST_GRAMMAR_BYTES


def join(folder: Path) -> None:
    """Compose the parts of an unpacked model's graph, which stay beside it (about a minute). Raises ModelError."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".joining-") as name:
        scratch = Path(name)
        words, grammar = scratch / "words.txt", scratch / "G.fst"
        composed, whole = scratch / "composed.fst", scratch / "HCLG.fst"
        pairs = _silenced(folder, scratch)
        _pipe(grammar, ["fstprint", "--numeric", folder / GRAMMAR], ["fstcompile"], ["fstarcsort"])
        _pipe(composed, ["fstcompose", folder / SOUNDS, grammar])
        _pipe(whole, ["fstrelabel", f"--relabel_ipairs={pairs}", composed], ["fstconvert", "--fst_type=const"])
        if not (folder / WORDS).is_file():
            _pipe(Path(os.devnull), ["fstprint", f"--save_osymbols={words}", folder / GRAMMAR])
            words.replace(folder / WORDS)
        whole.replace(folder / WHOLE)


def _silenced(folder: Path, scratch: Path) -> Path:
    """The symbols that only keep words apart in the making of a graph make no sound: all become 0."""
    symbols = (folder / DISAMBIGUATION).read_text().split() if (folder / DISAMBIGUATION).is_file() else []
    pairs = scratch / "disambiguation.pairs"
    pairs.write_text("".join(f"{symbol}\t0\n" for symbol in symbols))
    return pairs


def _pipe(result: Path, *commands: list[str | Path]) -> None:
    """Run commands, each on what the one before it wrote, the last into a file."""
    with result.open("wb") as output, tempfile.TemporaryFile() as complaints:
        running: list[subprocess.Popen[bytes]] = []
        for number, command in enumerate(commands, 1):
            source = running[-1].stdout if running else subprocess.DEVNULL
            target = output if number == len(commands) else subprocess.PIPE
            started = subprocess.Popen(command, stdin=source, stdout=target, stderr=complaints, env=_environ())  # noqa: S603 - fixed commands
            if running and running[-1].stdout:
                running[-1].stdout.close()
            running.append(started)
        statuses = [one.wait() for one in running]
        if any(statuses):
            complaints.seek(0)
            raise ModelError(f"the graph cannot be composed: {complaints.read().decode(errors='replace').strip()}")


def _environ() -> dict[str, str]:
    """OpenFst finds its file formats as libraries; Debian's lie where the linker does not look."""
    formats = sorted(Path("/usr/lib").glob("*/fst/*"))
    paths = [*map(str, formats), *os.environ.get("LD_LIBRARY_PATH", "").split(":")]
    return os.environ | {"LD_LIBRARY_PATH": ":".join(filter(None, paths))}
