"""How the twin behaves where Meta is slow, unsure or out of sight; changed while running, kept over
restarts."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .store import Store


@dataclass(slots=True)
class Settings:
    """Delays in milliseconds after acceptance, the rest in seconds or counts.

    `strangers`: what a number is that no phone here has: `trust` (a phone appears and, as nothing is known
    of its messages, the window counts as open), `strict` (it appears with the window closed) or
    `undeliverable` (131026). `window_errors`: 131047 comes as the `answer` or as a failed `status`.
    `fetch_links`: media by link is really fetched (only for callers who trust what is sent).
    `template_review_ms` None leaves new templates pending."""

    sent_after_ms: int = 20
    delivered_after_ms: int = 80
    read_after_ms: int = 300
    max_batch: int = 50
    parallel: int = 4
    retry_steps_s: list[float] = field(default_factory=lambda: [0.2, 1, 2, 3, 5, 5, 10, 10, 30, 60, 300, 900, 3600, 10800, 43200])
    give_up_after_s: float = 7 * 86400
    callback_timeout_s: float = 10
    strangers: str = "trust"
    window_errors: str = "answer"
    fetch_links: bool = False
    template_review_ms: int | None = 1500
    management_calls_per_hour: int = 5000
    clock_shift_s: float = 0


_CHOICES = {"strangers": ("trust", "strict", "undeliverable"), "window_errors": ("answer", "status")}


def load(store: Store) -> Settings:
    """The settings as last changed."""
    settings = Settings()
    for saved in store.docs("settings"):
        for name, value in saved.items():
            if hasattr(settings, name):
                setattr(settings, name, value)
    return settings


def change(store: Store, settings: Settings, values: dict[str, Any]) -> None:
    """These settings hold from now on; ValueError for an unknown name or a value of the wrong kind, and
    nothing changed."""
    known = {one.name for one in fields(Settings)}
    plain = Settings()
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"unknown setting {name}")
        if name in _CHOICES:
            is_good = value in _CHOICES[name]
        elif name == "fetch_links":
            is_good = isinstance(value, bool)
        elif name == "retry_steps_s":
            is_good = isinstance(value, list) and bool(value) and all(isinstance(v, int | float) and v >= 0 for v in value)
        elif name == "template_review_ms" and value is None:
            is_good = True
        else:
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            low = 1 if name in ("max_batch", "parallel") else 0
            is_good = is_number and (value >= low or name == "clock_shift_s")
            if is_good and isinstance(getattr(plain, name), int) and name != "template_review_ms":
                is_good = float(value).is_integer()
        if not is_good or (name == "max_batch" and isinstance(value, int | float) and value > 1000):
            raise ValueError(f"{name} cannot be {value!r}")
    for name, value in values.items():
        setattr(settings, name, value)
    store.put("settings", "all", asdict(settings))
