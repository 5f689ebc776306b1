"""The sample call: two real phones with recorded speech, the real path, and what a screen saw of it."""

from lingting.demo.command import DemoError, run_demo

__all__ = ["DemoError", "run_demo"]
