"""Sending for real: queued, claimed, called over HTTP, recorded."""

async def test_a_message_goes_out_once_and_is_sent(desk, peer):
    message = await desk.say("Olá, Marina")
    assert message.status == "queued"
    assert await desk.deliver()
    assert peer.texts() == ["Olá, Marina"]
    assert peer.received[0]["to"] == desk.phone
    after = await desk.message(message.id)
    (attempt,) = await desk.attempts(message.id)
    assert (after.status, after.external_id) == ("sent", peer.ids[str(attempt.id)])
    assert (attempt.state, attempt.settled_by) == ("accepted", "answer")
    assert not await desk.deliver()
    assert len(peer.calls) == 1
