"""What every room's wire has in common: text that can be stored, cleaned before it is measured."""

from typing import Any

from pydantic import BeforeValidator

from atende.kit.text import clean


def _clean(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


# NUL and lone surrogates are gone before any length is looked at, so that nothing but such characters counts as empty. It stands last
# of the annotations, `Annotated[str, StringConstraints(...), Clean]`: before them, lengths would be taken of what is not stripped yet.
Clean = BeforeValidator(_clean)
