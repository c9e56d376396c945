"""Google's calendars as the agenda asks for them."""

from typing import Any
from urllib.parse import quote, urlencode

from atende.bookings.ports import CalendarTrouble, Changes, Channel, Entry, Grant, Seen, Shelf, Tokens, Trouble
from atende.providers.google_calendar import client, wire

_SCOPE = "https://www.googleapis.com/auth/"
EVENTS, LISTS = f"{_SCOPE}calendar.events", f"{_SCOPE}calendar.calendarlist.readonly"
_EVERYTHING = f"{_SCOPE}calendar"
_PAGE = "1000"
_MOST_PAGES = 20
_SHELVES = {
    "maxResults": "250",
    "showHidden": "true",
    "fields": "nextPageToken,items(id,summary,summaryOverride,timeZone,primary,accessRole,deleted)",
}
# The same in every call: a sync token holds for exactly these. No texts and no guests' names are asked for. What was deleted is not left
# out by a word: with a token Google refuses to be asked that, and without one it is left out anyway.
_LIST = {
    "singleEvents": "true",
    "maxResults": _PAGE,
    "maxAttendees": "1",
    "fields": "timeZone,nextPageToken,nextSyncToken,items(id,etag,iCalUID,recurringEventId,status,start,end,transparency,"
    "eventType,attendees(self,responseStatus),extendedProperties/private)",
}


class GoogleCalendars:
    """The port `OwnedCalendars`."""

    provider = "google"

    def consent_address(self, environment: str, *, state: str, challenge: str, back_to: str, hint: str | None) -> str:
        """Where the person consents. Always asked anew, because only then a refresh token comes."""
        here = client.place(environment)
        query = {
            "client_id": here.client_id,
            "redirect_uri": back_to,
            "response_type": "code",
            "scope": f"{EVENTS} {LISTS}",
            "access_type": "offline",
            "prompt": "consent",
            "include_granted_scopes": "true",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **({"login_hint": hint} if hint else {}),
        }
        return f"{here.consent}?{urlencode(query)}"

    async def exchange(self, environment: str, *, code: str, verifier: str, back_to: str) -> Tokens:
        """What the consent gives."""
        values = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": back_to}
        return wire.tokens(await client.form(environment, "token", values))

    async def refresh(self, environment: str, refresh: str) -> Tokens:
        """A new access token."""
        values = {"grant_type": "refresh_token", "refresh_token": refresh}
        return wire.tokens(await client.form(environment, "token", values))

    async def revoke(self, environment: str, refresh: str) -> None:
        """The consent is gone; one that was gone before is as good."""
        try:
            await client.form(environment, "revoke", {"token": refresh})
        except CalendarTrouble as trouble:
            if trouble.trouble is not Trouble.REVOKED:
                raise

    def may_write(self, scopes: frozenset[str]) -> bool:
        """Events, and the list of calendars by which the primary one is known."""
        return _EVERYTHING in scopes or {EVENTS, LISTS} <= scopes

    async def shelves(self, grant: Grant) -> list[Shelf]:
        """`calendarList.list`, page by page, also those that the person hid from their screen; of beyond 5,000 nobody asks."""
        found: list[Shelf] = []
        page: str | None = None
        for _ in range(_MOST_PAGES):
            query = {**_SHELVES, **({"pageToken": page} if page else {})}
            answer = await client.call(grant.environment, grant.secret, "GET", "/users/me/calendarList", query=query)
            shelves, page = wire.shelves(answer)
            found += shelves
            if page is None:
                return sorted(found, key=lambda one: not one.is_primary)
        raise CalendarTrouble(Trouble.REFUSED, "too_many_calendars")

    async def make_sure(self, grant: Grant, calendar: str) -> None:
        """`events.list` of one event."""
        await self._list(grant, calendar, {"maxResults": "1", "fields": "timeZone"})

    async def changes(self, grant: Grant, calendar: str, cursor: str | None, page: str | None) -> Changes:
        """A page of `events.list`, recurring events one by one."""
        query = {**_LIST, **({"syncToken": cursor} if cursor else {}), **({"pageToken": page} if page else {})}
        return wire.changes(await self._list(grant, calendar, query), is_everything=cursor is None)

    async def _list(self, grant: Grant, calendar: str, query: dict[str, str]) -> dict[str, Any]:
        try:
            return await client.call(grant.environment, grant.secret, "GET", _events(calendar), query=query)
        except CalendarTrouble as trouble:
            if "syncToken" in query and trouble.trouble is Trouble.REFUSED:
                # 400: as it was asked it is refused again and again; without the token it is asked otherwise.
                raise CalendarTrouble(Trouble.CURSOR_GONE, trouble.detail) from None
            if trouble.trouble is not Trouble.GONE:
                raise
            # Of a list, 410 is said of a sync token, by whatever reason; reading without it says whether the calendar is there.
            is_of_token = "syncToken" in query and trouble.detail not in ("notFound", "404")
            raise CalendarTrouble(Trouble.CURSOR_GONE if is_of_token else Trouble.VANISHED, trouble.detail) from None

    async def read(self, grant: Grant, calendar: str, event_id: str) -> Seen:
        """One event."""
        answer = await client.call(grant.environment, grant.secret, "GET", _event(calendar, event_id))
        found = wire.seen(answer, None)
        if found is None or found.is_unreadable:
            raise CalendarTrouble(Trouble.UNREADABLE, "event")
        return found

    async def insert(self, grant: Grant, calendar: str, entry: Entry) -> str:
        """`events.insert` with an id of ours; nobody is written a mail."""
        query = {"sendUpdates": "none"}
        answer = await client.call(
            grant.environment, grant.secret, "POST", _events(calendar), query=query, body=wire.event(entry)
        )
        return wire.etag(answer)

    async def replace(self, grant: Grant, calendar: str, entry: Entry, etag: str | None) -> str:
        """`events.update`; it also brings back what was deleted."""
        query = {"sendUpdates": "none"}
        path = _event(calendar, entry.id)
        answer = await client.call(grant.environment, grant.secret, "PUT", path, query=query, body=wire.event(entry), etag=etag)
        return wire.etag(answer)

    async def remove(self, grant: Grant, calendar: str, event_id: str) -> None:
        """`events.delete`; again it says that it is gone, which is what was wanted."""
        try:
            await client.call(
                grant.environment, grant.secret, "DELETE", _event(calendar, event_id), query={"sendUpdates": "none"}
            )
        except CalendarTrouble as trouble:
            if trouble.trouble is not Trouble.GONE:
                raise

    async def watch(self, grant: Grant, calendar: str, *, channel: str, token: str, address: str) -> Channel:
        """`events.watch` for a week."""
        body = {"id": channel, "type": "web_hook", "address": address, "token": token, "params": {"ttl": "604800"}}
        return wire.channel(await client.call(grant.environment, grant.secret, "POST", f"{_events(calendar)}/watch", body=body))

    async def stop(self, grant: Grant, *, channel: str, resource_id: str) -> None:
        """`channels.stop`; one that ended by itself is as good."""
        try:
            body = {"id": channel, "resourceId": resource_id}
            await client.call(grant.environment, grant.secret, "POST", "/channels/stop", body=body)
        except CalendarTrouble as trouble:
            if trouble.trouble is not Trouble.GONE:
                raise


def _events(calendar: str) -> str:
    return f"/calendars/{quote(calendar, safe='')}/events"


def _event(calendar: str, event_id: str) -> str:
    return f"{_events(calendar)}/{quote(event_id, safe='')}"
