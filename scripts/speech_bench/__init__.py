"""Parts of `scripts/bench_speech.py`."""
