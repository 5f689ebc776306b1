"""Keeping a page of docs/diagrams that a script draws from a table."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path


def keep(page: Path, drawn: Callable[[], str], about: str, words: Sequence[str]) -> int:
    """Write the page, or with `--check` among the words only say by the exit status whether it is up to date.

    `about` is the script's docstring.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")
    only_check = parser.parse_args(words).check
    text = drawn()
    if only_check:
        return int(not page.exists() or page.read_text(encoding="utf-8") != text)
    page.parent.mkdir(exist_ok=True)
    page.write_text(text, encoding="utf-8")
    return 0
