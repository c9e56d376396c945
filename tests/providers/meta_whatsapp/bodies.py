"""The recorded payloads, by folder and name, and bodies built for one test."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "payloads"


def raw(name: str) -> bytes:
    """The file's bytes; `.json` unless the name has an ending."""
    path = FOLDER / name
    return (path if path.suffix else path.with_suffix(".json")).read_bytes()


def loaded(name: str) -> Any:
    """The file's JSON."""
    return json.loads(raw(name))


def names(folder: str) -> list[str]:
    """Every file of a folder, as `raw` takes them."""
    return sorted(f"{folder}/{path.name}" for path in (FOLDER / folder).iterdir())


def envelope(value: Any, field: str = "messages", waba: Any = "104512345678901", **entry: Any) -> bytes:
    """One entry with one change around `value`."""
    change = {"value": value, "field": field}
    body = {"object": "whatsapp_business_account", "entry": [{"id": waba, "changes": [change], **entry}]}
    return json.dumps(body).encode()


def value(**lists: Any) -> dict[str, Any]:
    """A `messages` value of the first number with the given lists."""
    metadata = {"display_phone_number": "551130005500", "phone_number_id": "110098765432101"}
    return {"messaging_product": "whatsapp", "metadata": metadata, **lists}


def text(wamid: Any = "wamid.A", sender: Any = "5511900010001", body: Any = "oi", **more: Any) -> dict[str, Any]:
    """One text message."""
    said = {"id": wamid, "from": sender, "timestamp": "1790000000", "type": "text", "text": {"body": body}}
    return {key: value for key, value in (said | more).items() if value is not None}
