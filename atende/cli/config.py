"""`atende config`: every setting, where its value comes from, and what is wrong with it."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import typer


@dataclass(frozen=True, slots=True)
class Line:
    """One setting as it holds now."""

    setting: str
    value: str
    source: str
    description: str


def show(as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table")] = False) -> None:
    """List every setting: its value (secrets hidden), where it comes from, what it is for."""
    from atende.core.config import misspelt

    lines = list(lines_of_settings())
    for line in misspelt():
        print(f"atende: {line}", file=sys.stderr)
    if as_json:
        print(json.dumps({line.setting: {"value": line.value, "source": line.source} for line in lines}, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("Setting", "Value", "From", "What it is for"):
        table.add_column(title, overflow="fold")
    for line in lines:
        table.add_row(line.setting, line.value, line.source, line.description, style=None if line.source == "default" else "bold")
    Console().print(table)


def lines_of_settings() -> Iterator[Line]:
    """Every setting in the order of their declaration; raises `pydantic.ValidationError` when one is wrong."""
    from pydantic import SecretStr

    from atende.core.config import Settings, home, settings

    current = settings()
    in_file = _names_in(home() / "atende.env")
    for name, field in Settings.model_fields.items():
        variable = f"ATENDE_{name.upper()}"
        value = getattr(current, name)
        shown = "(hidden)" if isinstance(value, SecretStr) else "" if value is None else str(value)
        if isinstance(value, tuple):
            shown = ",".join(map(str, value))
        source = "environment" if _is_set(variable) else "file" if variable in in_file else "default"
        yield Line(variable, shown, source, field.description or "")


def complaints(error: ValueError) -> list[str]:
    """One line for each wrong setting; empty when the error is about something else."""
    from pydantic import ValidationError

    if not isinstance(error, ValidationError) or error.title != "Settings":
        return []
    return [_complaint(item["loc"], item["msg"], item.get("input"), item["type"]) for item in error.errors(include_url=False)]


def _complaint(place: tuple, message: str, given: object, kind: str) -> str:
    from atende.core.config import Settings

    name = str(place[0]) if place else "?"
    name = name.upper() if name.upper().startswith("ATENDE_") else f"ATENDE_{name.upper()}"
    field = Settings.model_fields.get(name.removeprefix("ATENDE_").lower())
    is_secret = field is not None and "Secret" in str(field.annotation)
    said = "" if is_secret or kind == "missing" else f" (it is {given!r})"
    return f"Setting {name}: {message[0].lower()}{message[1:]}{said}"


def _is_set(variable: str) -> bool:
    return variable in {name.upper() for name in os.environ}


def _names_in(file) -> set[str]:
    from dotenv import dotenv_values

    return {name.upper() for name in dotenv_values(file)} if file.exists() else set()
