"""The content of a message on its way out: where its file goes, and what of it are the words."""

import copy
from typing import Any

# Stands for the vendor's id of a file that is uploaded only when the message leaves.
FILE_PENDING = "pending"
_HEADER_MEDIA = ("image", "video", "document")


def with_file(kind: str, content: dict[str, Any], external_id: str) -> dict[str, Any]:
    """A copy of `content` in which the message's file is the vendor's `external_id`: in the media itself, the header of an
    interactive message or the header of a template."""
    content = copy.deepcopy(content)
    if kind == "template":
        for part in content.get("components") or []:
            for parameter in part.get("parameters") or [] if part.get("type") == "header" else []:
                if parameter.get("type") in _HEADER_MEDIA:
                    parameter[parameter["type"]] = _with_id(parameter[parameter["type"]], external_id)
    elif kind == "interactive":
        if isinstance(content.get("header"), dict):
            content["header"]["media"] = {**(content["header"].get("media") or {}), "external_id": external_id}
    else:
        content["media"] = {**(content.get("media") or {}), "external_id": external_id}
    return content


def _with_id(media: dict[str, Any], external_id: str) -> dict[str, Any]:
    return {**{k: v for k, v in media.items() if k != "link"}, "id": external_id}


def plain(content: dict[str, Any]) -> dict[str, Any]:
    """The content as it was drafted, without our own marks."""
    return {key: value for key, value in content.items() if key != "resent"}


def values_of(components: list[dict[str, Any]]) -> dict[str, Any]:
    """The values by slot that these template components carry in words."""
    values: dict[str, Any] = {}
    for part in components:
        place = str(part.get("type", "")).lower()
        for n, parameter in enumerate(part.get("parameters") or [], 1):
            if place in ("header", "body") and parameter.get("type") == "text":
                values[f"{place}.{parameter.get('parameter_name') or n}"] = parameter.get("text")
    return values
