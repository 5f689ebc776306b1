"""The front door: settings, composition root, switchboard, command line."""

from importlib.metadata import version as _installed

__all__ = ["version"]


def version() -> str:
    """The installed version of Lingting."""
    return _installed("lingting")
