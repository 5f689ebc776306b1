"""Whether the disk has room for another call. A call in progress goes on without it (`lingting.folder`)."""

import shutil

import structlog

from lingting.folder import CaseFolders

log = structlog.get_logger()


class DiskRoom:
    """Room under `var/cases`: none when less than `min_free_bytes` are free, or when a case log waits to be written."""

    def __init__(self, folders: CaseFolders, min_free_bytes: int) -> None:
        self._folders = folders
        self._min_free_bytes = min_free_bytes
        self._full = False

    def left(self) -> bool:
        """Look whether there is room; a change is logged, once."""
        free = shutil.disk_usage(self._folders.root).free
        full = self._folders.blocked or free < self._min_free_bytes
        if full and not self._full:
            remedy = "make room under var_dir, or lower min_free_mb; calls in progress go on, new ones get 503"
            log.error("disk_full", free_mb=free >> 20, remedy=remedy)
        elif self._full and not full:
            log.info("disk_has_room_again", free_mb=free >> 20)
        self._full = full
        return not full
