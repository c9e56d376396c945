"""The operator's entrance: the command `atende`.

Each command imports what it needs only when it runs, so `atende --help` answers at once; the processes that stay (`run`,
`web`, `worker`, `sandbox`) are reached without loading the command-line library at all, for the memory they save.
Whatever keeps a command from working is said in one line, with exit code 1.
"""

import sys

_STAYING = ("run", "web", "worker", "sandbox")


def main() -> None:
    """Run one command; leave with 0, or with 1 and a line for each thing that is wrong."""
    from atende.core import collector
    from atende.core.startup import StartupError
    from atende.kit.refusal import Refusal

    try:
        if len(sys.argv) == 2 and sys.argv[1] in _STAYING:
            # Only httpx's own command line, uvicorn's reloading and structlog's coloured tracebacks need these; they would cost
            # every process 13 MB.
            sys.modules["httpx._main"] = sys.modules["watchfiles"] = None  # type: ignore[assignment]
            if sys.argv[1] != "run":
                sys.modules["rich"] = None  # type: ignore[assignment]
                collector.wait()
            from atende.cli import parts, supervise

            {"run": supervise.run, "web": parts.web, "worker": parts.worker, "sandbox": parts.sandbox}[sys.argv[1]]()
        else:
            from atende.cli.commands import app

            app()
        return
    except (StartupError, Refusal) as error:
        _say(str(error))
    except ValueError as error:
        from atende.cli.config import complaints

        lines = complaints(error)
        if not lines:
            raise
        for line in lines:
            _say(line)
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as error:
        line = _outside(error)
        if not line:
            raise
        _say(line)
    sys.exit(1)


def _outside(error: Exception) -> str:
    """What the machine or the database refused, in one line; nothing for a fault of ours, which keeps its traceback."""
    from atende.core.away import is_database_away
    from atende.core.startup import FULL, OF_THE_MACHINE

    if isinstance(error, OSError) and error.filename:
        if error.errno in FULL:
            return (
                f"The disk that holds {error.filename} is full ({error.strerror}). Free some space there, or name another place"
            )
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, OSError) and error.errno in OF_THE_MACHINE:
        return f"This machine refuses: {error.strerror}. See `df` and its log"
    if is_database_away(error):
        reason = str(getattr(error, "orig", None) or error).splitlines()
        return (
            f"The database does not answer ({reason[0] if reason else type(error).__name__}). Is it running? See `atende status`"
        )
    return ""


def _say(line: str) -> None:
    print(f"atende: {line}", file=sys.stderr)
