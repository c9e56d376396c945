"""One measured figure and its rival's, from the same run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Both rates are a second's, medians of alternating runs."""

    what: str
    ours: float
    rival: str
    theirs: float
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours divided by theirs."""
        return self.ours / self.theirs
