"""Google Calendar v3 and its OAuth 2.0 with PKCE: `client` calls and names what failed, `wire` translates both ways, `calendars` is
the port (`bookings.ports.OwnedCalendars`).

Sources: developers.google.com/calendar/api/guides/{sync,push,create-events}, /identity/protocols/oauth2/web-server. Of a person's
events only id, times and whether they take time are read; titles and guests stay where they are."""

from atende.providers.google_calendar.calendars import GoogleCalendars

__all__ = ["GoogleCalendars"]
