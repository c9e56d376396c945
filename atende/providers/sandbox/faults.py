"""Faults on demand: what goes wrong, for which number, how often. Decides only; who asks does the harm."""

import random
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from .accounts import build
from .store import Store

#: kind -> what its `params` may hold, with defaults
KINDS: dict[str, dict[str, Any]] = {
    "repeat": {"times": 2, "of": None, "spread_ms": 50},  # each webhook update comes `times` times in all
    "reorder": {
        "window": 5,
        "hold_ms": 500,
        "of": None,
    },  # shuffles every `window` updates, or what came in `hold_ms`
    "delay": {"ms": 3000, "of": None},  # webhook updates come later
    "drop_webhook": {"of": None},  # webhook updates never come
    "drop_answer": {},  # the send is accepted, the connection is cut without an answer
    "drop_request": {},  # the connection is cut and nothing was accepted
    "rate_limit": {"code": 130429},  # 130429, 131056, 80007 or 4
    "server_error": {"status": 503, "format": "json", "accepted": False},  # format json or text (502 page)
    "token_expired": {},
    "template_paused": {},
    "media_download_fail": {"status": 404},
    "slow_answer": {"ms": 5000},  # a send is accepted at once and answered late
    "error": {"code": 131000, "details": None},  # any code of the catalogue on sends
    "fail_status": {"code": 131026},  # accepted, then a failed status
}
OF = (None, "messages", "statuses", "management")


@dataclass(slots=True)
class Fault:
    """One fault. `count` is how many more times it may strike (None = until cleared), `probability` how
    likely each time; the seed makes the draws the same in every run."""

    id: str
    kind: str
    number_id: str | None = None
    count: int | None = None
    probability: float = 1.0
    seed: int = 0
    params: dict[str, Any] = field(default_factory=dict)
    draws: int = 0
    struck: int = 0


class Faults:
    """The faults that are on, in the order they were added."""

    def __init__(self, store: Store):
        self._store = store
        self.active: dict[str, Fault] = {}
        self._dice: dict[str, random.Random] = {}
        self.load()

    def load(self) -> None:
        """Memory equals the file, dice included."""
        self.active = {d["id"]: build(Fault, d) for d in self._store.docs("fault")}
        self._dice = {}
        for fault in self.active.values():
            dice = self._dice[fault.id] = random.Random(fault.seed)  # noqa: S311 - repeatable on purpose
            for _ in range(fault.draws):
                dice.random()

    def add(self, values: dict[str, Any]) -> Fault:
        """The fault is on; ValueError for a kind, parameter or figure that makes no sense."""
        fault = build(
            Fault,
            {"id": uuid.uuid4().hex[:12]} | {k: v for k, v in values.items() if k not in ("draws", "struck")},
        )
        known = KINDS.get(fault.kind)
        if known is None:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if extra := set(fault.params) - set(known):
            raise ValueError(f"{fault.kind} has no parameter {', '.join(sorted(extra))}")
        fault.params = known | fault.params
        if fault.params.get("of") not in OF:
            raise ValueError("of must be messages, statuses, management or null")
        if not 0 <= fault.probability <= 1 or (fault.count is not None and fault.count < 1):
            raise ValueError("probability is 0 to 1 and count at least 1")
        self.active[fault.id] = fault
        self._dice[fault.id] = random.Random(fault.seed)  # noqa: S311 - repeatable on purpose
        self._store.put("fault", fault.id, asdict(fault))
        return fault

    def clear(self, fault_id: str | None = None) -> int:
        """That fault, or every one, is off; how many were on."""
        chosen = [fault_id] if fault_id else list(self.active)
        count = 0
        for key in chosen:
            if self.active.pop(key, None):
                self._dice.pop(key, None)
                self._store.remove("fault", key)
                count += 1
        return count

    def random_of(self, fault: Fault) -> random.Random:
        """The dice of this fault, for shuffles."""
        return self._dice.get(fault.id) or random.Random(fault.seed)  # noqa: S311 - repeatable on purpose

    def strikes(self, kind: str, number_id: str | None, of: str | None = None, **wanted: Any) -> Fault | None:
        """The first fault of the kind, with the `wanted` parameters, that strikes now; one use is spent. An
        exhausted fault is gone."""
        if not self.active:
            return None
        for fault in list(self.active.values()):
            if fault.kind != kind or (fault.number_id and fault.number_id != number_id):
                continue
            if of and fault.params.get("of") not in (None, of):
                continue
            if any(fault.params.get(name) != value for name, value in wanted.items()):
                continue
            fault.draws += 1
            hit = fault.probability >= 1 or self._dice[fault.id].random() < fault.probability
            if hit:
                fault.struck += 1
                if fault.count is not None:
                    fault.count -= 1
            if fault.count == 0:
                del self.active[fault.id]
                self._store.remove("fault", fault.id)
            else:
                self._store.put("fault", fault.id, asdict(fault))
            if hit:
                return fault
        return None
