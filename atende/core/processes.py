"""What a process owes the one that started it."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def dies_with_parent(order: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: the new process gets `order` when the thread that starts it ends, however it ends. Linux only."""
    if sys.platform != "linux":
        return None
    parent = os.getpid()
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, int(order))
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return ask
