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
    goal: str = ""  # of the ratio

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
        sign, _, bound = self.goal.partition(" ")
        return bool(bound) and (self.ratio < float(bound) if sign == "≥" else self.ratio > float(bound))
