"""One measured figure and its rival's, from the same run."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """Two figures of the same kind, of alternating runs: rates a second unless `unit` says otherwise. `runs` says of how many each is
    the median, or what `by` says; what a single run or reading found says so too."""

    what: str
    ours: float
    rival: str
    theirs: float
    note: str = ""
    unit: str = ""
    goal: str = ""  # of the ratio: at least (≥), at most (≤), or no further from 1 than (±)
    runs: int = field(kw_only=True)
    by: str = field(default="median", kw_only=True)

    def shown(self, figure: float) -> str:
        """The figure as the table has it."""
        return f"{figure:,.1f} {self.unit}" if self.unit else f"{figure:,.0f}"

    @property
    def told(self) -> str:
        """The note as the table has it: how many runs it rests on stands at its end."""
        rests = f"{self.by} of {self.runs} runs" if self.runs > 1 else "one run"
        return f"{self.note}; {rests}" if self.note else rests

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
