"""The single checks that the rules are made of, each refusing with Meta's code and words."""

from typing import Any

from ..errors import GraphError


def demand(holder: dict[str, Any], key: str, path: str) -> Any:
    """The value under `key`; 131008 when it is missing or null."""
    value = holder.get(key)
    if value is None:
        raise GraphError(131008, f"{path}{key} is required.")
    return value


def demand_object(holder: dict[str, Any], key: str, path: str = "") -> dict[str, Any]:
    """The object under `key`; 131008 when missing, 100 when it is something else."""
    value = demand(holder, key, path)
    if not isinstance(value, dict):
        raise GraphError(100, f"Param {path}{key} must be a JSON object.")
    return value


def demand_list(holder: dict[str, Any], key: str, path: str = "") -> list[Any]:
    """The array under `key`; 131008 when missing, 100 when it is something else."""
    value = demand(holder, key, path)
    if not isinstance(value, list):
        raise GraphError(100, f"Param {path}{key} must be an array.")
    return value


def demand_text(holder: dict[str, Any], key: str, path: str = "") -> str:
    """The string under `key`; 131008 when missing, 100 when it is no string."""
    value = demand(holder, key, path)
    if not isinstance(value, str):
        raise GraphError(100, f"Param {path}{key} must be a string.")
    return value


def length(value: Any, low: int, high: int, what: str, code: int = 131009) -> str:
    """The string, when it has `low` to `high` characters; Meta counts characters and never truncates."""
    if not isinstance(value, str):
        raise GraphError(100, f"{what} must be a string.")
    size = len(value.strip()) if low else len(value)
    if size < low or len(value) > high:
        raise GraphError(code, f"{what} length invalid. Min length: {low}, Max length: {high}")
    return value


def only(holder: dict[str, Any], known: set[str], path: str) -> None:
    """Refuses a key that Meta does not know there."""
    for key in holder:
        if key not in known:
            raise GraphError(100, f'Unexpected key "{key}" on param "{path}".')


def number(value: Any, low: float, high: float, what: str) -> float:
    """A JSON number, or one written as text, inside the range."""
    try:
        found = float(value) if not isinstance(value, bool) else None
    except (TypeError, ValueError):
        found = None
    if found is None or not low <= found <= high:
        raise GraphError(131009, f"{what} is not valid.")
    return found
