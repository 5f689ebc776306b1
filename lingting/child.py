"""Start a program that does not outlive its parent: `python child.py PARENT_PID PROGRAM ARGUMENT…`.

A supervisor that is killed with -9 cannot end anybody. So the kernel does it: prctl(2) PR_SET_PDEATHSIG sends
this process SIGTERM when the parent is gone, and execve(2) keeps that promise. The parent may have died before
the promise was made, hence the second look. Only the standard library, none of ours: this runs before every child.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Bind this process to its parent, then become the program."""
    parent, program = int(arguments[0]), arguments[1:]
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        sys.exit("the supervisor is gone")
    os.execvp(program[0], program)  # noqa: S606  # becoming the program is the point


if __name__ == "__main__":
    main(sys.argv[1:])
