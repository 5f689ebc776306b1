"""How well does a speech model hear the sample call? `python scripts/build_assets/hear_call.py MODEL_ZIP ...`.

Prints, per model and speaker, the character error rate (edits / characters, punctuation left out) and the CPU time
as a share of the call's length, then what was heard. Runs in the project's own venv.
"""

import json
import sys
import tempfile
import zipfile
from pathlib import Path

import vosk
from hear import MODEL_RATE_HZ, edits, hear, over_the_telephone

CALL = Path(__file__).parents[2] / "assets" / "demo" / "call"


def main(zips: list[str]) -> None:
    vosk.SetLogLevel(-1)
    script = json.loads((CALL / "script.json").read_text("utf-8"))
    for packed in zips:
        with tempfile.TemporaryDirectory() as folder:
            zipfile.ZipFile(packed).extractall(folder)
            model = vosk.Model(folder)
        for speaker in ("citizen", "agent"):
            report(f"{Path(packed).stem} {speaker}", model, said(script, speaker), CALL / script[speaker])


def said(script: dict[str, list[dict[str, str]]], speaker: str) -> str:
    turns = "".join(turn["text"] for turn in script["turns"] if turn["speaker"] == speaker)
    return "".join(character for character in turns if character.isalnum())


def report(title: str, model: vosk.Model, reference: str, track: Path) -> None:
    samples = over_the_telephone(track)
    heard, cpu_s = hear(model, samples)
    wrong, seconds = edits(reference, "".join(heard)), len(samples) / MODEL_RATE_HZ
    rate = f"CER {wrong / len(reference):.3f} ({wrong}/{len(reference)})"
    print(f"{title}: {rate}, CPU {cpu_s:.2f} s for {seconds:.1f} s ({cpu_s / seconds:.3f})")
    print(*(f"    {text}" for text in heard), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
