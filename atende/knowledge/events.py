"""What became true of a business's facts."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from atende.kit.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChanged(Fact):
    """A fact of the business was added, changed or removed. `kind` is profile, service or professional."""

    name: ClassVar[str] = "knowledge.fact_changed"
    kind: str
    record_id: uuid.UUID | None
