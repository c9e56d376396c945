"""Which entries are asked for."""

import uuid
from typing import Annotated

from fastapi import Depends, Query

from atende.audit import rules
from atende.audit.queries import Wanted
from atende.audit.schemas import Group, Kind
from atende.core.audit import recording
from atende.core.wire import Instant


def _wanted(
    actor_id: uuid.UUID | None = None,
    actor_kind: Kind | None = None,
    what: Group | None = None,
    subject_id: uuid.UUID | None = None,
    since: Annotated[Instant | None, Query()] = None,
    until: Annotated[Instant | None, Query()] = None,
) -> Wanted:
    actions = rules.actions_of(what, recording.covered() | recording.covered_of_install()) if what else None
    return Wanted(actor_id, actor_kind, actions, subject_id, since, until)


Filters = Annotated[Wanted, Depends(_wanted)]
