"""Seeds that failed, kept in `kept.txt` by the run that found them, and played by every run from then on."""

from datetime import UTC, datetime
from pathlib import Path

KEPT = Path(__file__).parent / "kept.txt"


def kept(file: Path = KEPT) -> list[tuple[int, str | None]]:
    """Each kept seed and the kind of story it is played as (None: the one it draws)."""
    lines = file.read_text().splitlines() if file.exists() else []
    words = [line.split("#")[0].split() for line in lines]
    return [(int(one[0]), one[1] if len(one) > 1 else None) for one in words if one]


def keep(seed: int, kind: str, wrong: str, file: Path = KEPT) -> str:
    """The seed stands in the file, once; its line is returned."""
    line = f"{seed} {kind}  # {datetime.now(UTC):%Y-%m-%d}: {wrong.strip().splitlines()[-1][:120]}"
    if (seed, kind) not in kept(file):
        with file.open("a") as lines:
            lines.write(line + "\n")
    return line
