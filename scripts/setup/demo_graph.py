"""Composes the demo model's graph, once (`asr/demo_graph.py`). What hinders it is told and is no failure."""

import sys
from pathlib import Path

from asr.demo_graph import keep_graph, keeping, kept_graph
from asr.graph import PACKAGES, can_join
from asr.model_folder import ModelError
from asr.models import demo_archive, sha256_of

ASSETS = Path(__file__).parents[2] / "assets"


def compose() -> None:
    archive = demo_archive(ASSETS)
    sha256 = sha256_of(archive)
    with keeping():
        if kept_graph(sha256).is_file():
            return
        if not can_join():
            raise ModelError(f"install {PACKAGES} and run make setup again")
        print("Composing the graph of the demo model, once (about 30 s)", flush=True)
        keep_graph(archive, sha256)


def main() -> None:
    try:
        compose()
    except (ModelError, OSError) as error:
        print(f"The demo model's graph stays in two parts, which costs three times the CPU: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
