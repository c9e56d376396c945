"""Python's collector of cycles in a process that stays: what is there at its start is looked at no more."""

import gc

# New objects that live on before the collector looks. Requests and turns leave few cycles; the standard 700 makes it look many
# times a second, and each of its long looks keeps everybody waiting for what it walks through.
_YOUNG = 20_000


def wait() -> None:
    """The collector does nothing until `settle`: loading a program makes very much that stays, and a quarter of a start went into
    walking through it again and again."""
    gc.disable()


def settle() -> None:
    """Everything loaded so far stays to the end and is walked through no more. Called once, when a process is ready to work.

    What loading left behind stays too: looking for it first took 0.17 s of processor and freed nothing that could be measured."""
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    gc.enable()
