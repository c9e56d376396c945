"""One measured figure and its rival's, from the same run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Two figures of the same kind, medians of alternating runs: rates a second unless `unit` says otherwise."""

    what: str
    ours: float
    rival: str
    theirs: float
    note: str = ""
    unit: str = ""
    goal: str = ""  # of the ratio: at least (≥), at most (≤), or no further from 1 than (±)

    def shown(self, figure: float) -> str:
        """The figure as the table has it."""
        return f"{figure:,.1f} {self.unit}" if self.unit else f"{figure:,.0f}"

    @property
    def ratio(self) -> float:
        """Ours divided by theirs."""
        return self.ours / self.theirs

    @property
    def is_missed(self) -> bool:
        """There is a goal, and the ratio is on the wrong side of it."""
        if not self.goal:
            return False
        sign, _, bound = self.goal.partition(" ")
        # Written so that a ratio that is no number is missed too.
        return not {
            "≥": self.ratio >= float(bound), "≤": self.ratio <= float(bound), "±": abs(self.ratio - 1) <= float(bound),
        }[sign]  # fmt: skip
