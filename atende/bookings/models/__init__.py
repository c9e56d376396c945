"""What can be booked, whose time it takes, who has it, and how it stands in calendars outside."""

from atende.bookings.models.appointments import LIVING, Appointment, Change, Claim, Occasion
from atende.bookings.models.outside import Busy, Calendar, CalendarChannel, CalendarConsent, Entry, Flag
from atende.bookings.models.setup import BookableService, Closure, Need, Plan, Resource
from atende.bookings.models.sharing import Feed, Import, ImportRoute

__all__ = [
    "LIVING", "Appointment", "BookableService", "Busy", "Calendar", "CalendarChannel", "CalendarConsent", "Change", "Claim",
    "Closure", "Entry", "Feed", "Flag", "Import", "ImportRoute", "Need", "Occasion", "Plan", "Resource",
]  # fmt: skip
