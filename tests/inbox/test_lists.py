"""What a list shows is what is counted."""

import pytest

from atende.inbox.queries import conversations
from atende.inbox.queries.conversations import CaseState, Filter
from atende.inbox.service.conversations import close_case, locked, open_case


@pytest.mark.parametrize("is_open", [True, False])
async def test_the_counts_count_what_the_lists_of_the_same_status_show(desk, is_open):
    async with desk.tx() as tx:
        row = await locked(tx, desk.conversation_id)
        await open_case(tx, row, at=tx.now, by="customer")
        if not is_open:
            await close_case(tx, row, at=tx.now, by="system")
        for case in CaseState:
            counted = await conversations.counts(tx, desk.ana, case)
            for show in Filter:
                shown = await conversations.page(tx, me=desk.ana, show=show, case=case)
                assert len(shown.items) == counted[show.value], (case, show)
