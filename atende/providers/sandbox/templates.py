"""Message templates of the accounts: created, reviewed, paused, listed by cursor, deleted."""

import base64
from dataclasses import asdict, dataclass, field
from typing import Any

from .accounts import Waba, build
from .errors import GraphError, unknown_object
from .rules.template import CATEGORIES, check_definition
from .store import Store
from .wire import new_number

NAME_LOCK_DAYS = 30
#: event -> the status a template has afterwards (None = unchanged)
EVENTS: dict[str, str | None] = {
    "APPROVED": "APPROVED",
    "REJECTED": "REJECTED",
    "PENDING": "PENDING",
    "PAUSED": "PAUSED",
    "FLAGGED": None,
    "DISABLED": "DISABLED",
    "REINSTATED": "APPROVED",
    "IN_APPEAL": "IN_APPEAL",
    "PENDING_DELETION": "PENDING_DELETION",
    "DELETED": "DELETED",
    "ARCHIVED": "ARCHIVED",
    "UNARCHIVED": "APPROVED",
    "LOCKED": None,
    "LIMIT_EXCEEDED": "LIMIT_EXCEEDED",
}


@dataclass(slots=True)
class Template:
    """One template in one language. `is_held`: sends are answered `held_for_quality_assessment`."""

    id: str
    waba_id: str
    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    parameter_format: str = "POSITIONAL"
    status: str = "PENDING"
    is_held: bool = False
    review_at: float | None = None
    edited_at: list[float] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """As the list shows it."""
        return {
            "name": self.name,
            "parameter_format": self.parameter_format,
            "components": self.components,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "id": self.id,
        }


class Templates:
    """All templates, in memory and in the store."""

    def __init__(self, store: Store):
        self._store = store
        self.all: dict[str, Template] = {}
        self._deleted: dict[str, float] = {}
        self.load()

    def load(self) -> None:
        """Memory equals the file."""
        self.all = {d["id"]: build(Template, d) for d in self._store.docs("template")}
        self._deleted = {d["key"]: d["at"] for d in self._store.docs("deleted_template")}

    def save(self, template: Template) -> None:
        """The file knows this state."""
        self.all[template.id] = template
        self._store.put("template", template.id, asdict(template))

    def find(self, waba_id: str, name: str, language: str) -> Template | None:
        """The template of that name in that language; `pt-BR` and `pt_BR` are one."""
        wanted = language.replace("-", "_")
        return next(
            (t for t in self.all.values() if t.waba_id == waba_id and t.name == name and t.language.replace("-", "_") == wanted),
            None,
        )

    def usable(self, waba_id: str, name: str, language: str) -> Template:
        """The approved template; refuses 132001, 132015, 132016."""
        found = self.find(waba_id, name, language)
        if found is None or found.status in ("PENDING", "REJECTED", "IN_APPEAL", "LIMIT_EXCEEDED"):
            raise GraphError(132001, f"template name ({name[:100]}) does not exist in {language[:20]}")
        if found.status == "PAUSED":
            raise GraphError(132015)
        if found.status != "APPROVED":
            raise GraphError(132016)
        return found

    def create(self, waba: Waba, body: Any, at: float, review_ms: int | None) -> Template:
        """The template exists and is PENDING; refuses 100 with Meta's subcodes, also for a name in use or
        locked."""
        if not isinstance(body, dict):
            raise GraphError(100, "The request body must be a JSON object.")
        check_definition(body)
        if self.find(waba.waba_id, body["name"], body["language"]):
            raise GraphError(
                100,
                subcode=2388024,
                user_title="Content in this language already exists",
                user_message=f"There is already {body['language']} content for this template.",
            )
        if at - self._deleted.get(f"{waba.waba_id}|{body['name']}|{body['language']}", -1e12) < NAME_LOCK_DAYS * 86400:
            raise GraphError(
                100,
                subcode=2388023,
                user_title="Message template language is being deleted",
                user_message="New content for this name cannot be added for 30 days.",
            )
        template = Template(
            new_number(),
            waba.waba_id,
            body["name"],
            body["language"],
            str(body["category"]).upper(),
            body["components"],
            str(body.get("parameter_format", "POSITIONAL")).upper(),
            review_at=None if review_ms is None else at + review_ms / 1000,
        )
        self.save(template)
        return template

    def edit(self, template: Template, body: Any, at: float, review_ms: int | None) -> None:
        """The content changed and is reviewed again; only APPROVED, REJECTED and PAUSED, approved ones at
        most once a day and 10 times in 30 days."""
        if not isinstance(body, dict):
            raise GraphError(100, "The request body must be a JSON object.")
        if template.status not in ("APPROVED", "REJECTED", "PAUSED"):
            raise GraphError(100, f"A template that is {template.status} cannot be edited.", subcode=2388025)
        recent = [when for when in template.edited_at if at - when < 30 * 86400]
        if template.status == "APPROVED" and (len(recent) >= 10 or any(at - when < 86400 for when in recent)):
            raise GraphError(100, "An approved template can be edited once a day and 10 times in 30 days.", subcode=2388025)
        changed = template.shown() | {k: body[k] for k in ("components", "category", "parameter_format") if k in body}
        check_definition(changed)
        template.components = changed["components"]
        template.category = str(changed["category"]).upper()
        template.status = "PENDING"
        template.edited_at = [*recent, at]
        template.review_at = None if review_ms is None else at + review_ms / 1000
        self.save(template)

    def delete(self, waba_id: str, name: str | None, template_id: str | None, at: float) -> list[Template]:
        """Every language of the name, or the one with the id, is gone and the name locked; 100 when there
        is none."""
        if not name:
            raise GraphError(100, "The parameter name is required.")
        gone = [t for t in self.all.values() if t.waba_id == waba_id and t.name == name and template_id in (None, t.id)]
        if not gone:
            raise GraphError(
                100,
                subcode=2593002,
                user_title="Template not found",
                user_message="No template has this name.",
            )
        for template in gone:
            self.drop(template, at)
        return gone

    def drop(self, template: Template, at: float) -> None:
        """That language is gone and its name locked for 30 days."""
        del self.all[template.id]
        self._store.remove("template", template.id)
        key = f"{template.waba_id}|{template.name}|{template.language}"
        self._deleted[key] = at
        self._store.put("deleted_template", key, {"key": key, "at": at})

    def page(self, waba: Waba, query: dict[str, str], address: str) -> dict[str, Any]:
        """One page: `data` and `paging` with cursors, `next` and `previous` when there is more."""
        found = [t for t in self.all.values() if t.waba_id == waba.waba_id]
        for name in ("status", "name", "language", "category"):
            if wanted := query.get(name):
                found = [t for t in found if str(getattr(t, name)).lower() == wanted.lower()]
        if (category := query.get("category")) and category.upper() not in CATEGORIES:
            raise GraphError(100, f"Param category must be one of {{{', '.join(CATEGORIES)}}}")
        limit = query.get("limit", "25")
        if not limit.isdecimal() or not 1 <= int(limit) <= 1000:
            raise GraphError(100, "Param limit must be between 1 and 1000.")
        size = int(limit)
        start = 0
        if after := query.get("after"):
            start = _place(after) + 1
        elif before := query.get("before"):
            start = max(0, _place(before) - size)
        shown = found[start : start + size]
        wanted_fields = [f.strip() for f in query.get("fields", "").split(",") if f.strip()]
        data = [t.shown() for t in shown]
        if wanted_fields:
            more = {"quality_score": {"score": "UNKNOWN", "date": 0}, "rejected_reason": "NONE"}
            data = [{k: v for k, v in (one | more).items() if k in wanted_fields or k == "id"} for one in data]
        if not shown:
            return {"data": []}
        cursors = {"before": _cursor(start), "after": _cursor(start + len(shown) - 1)}
        paging: dict[str, Any] = {"cursors": cursors}
        kept = "".join(f"&{k}={v}" for k, v in query.items() if k in ("fields", "status", "name", "language", "category"))
        if start + size < len(found):
            paging["next"] = f"{address}?limit={size}{kept}&after={cursors['after']}"
        if start > 0:
            paging["previous"] = f"{address}?limit={size}{kept}&before={cursors['before']}"
        return {"data": data, "paging": paging}

    def by_id(self, template_id: str, accounts: set[str], verb: str) -> Template:
        """The template, when the token may see its account."""
        found = self.all.get(template_id)
        if found is None or found.waba_id not in accounts:
            raise unknown_object(template_id, verb)
        return found


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"at:{place}".encode()).decode().rstrip("=")


def _place(cursor: str) -> int:
    try:
        head, _, place = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
        if head != "at":
            raise ValueError
        return int(place)
    except ValueError:
        raise GraphError(100, "Invalid cursor.") from None
