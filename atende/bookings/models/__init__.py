"""What can be booked, whose time it takes, who has it, and how it stands in calendars outside."""

from atende.bookings.models.appointments import LIVING, Appointment, Change, Claim, ClockChange, Occasion
from atende.bookings.models.outside import Busy, Calendar, CalendarChannel, CalendarConsent, Entry, Flag
from atende.bookings.models.page import Guest, Page, PageCover, Receipt
from atende.bookings.models.reminders import Reminder, ReminderSettings
from atende.bookings.models.series import Series
from atende.bookings.models.setup import BookableService, Closure, Need, Plan, Resource
from atende.bookings.models.sharing import Asking, Feed, Import, ImportRoute
from atende.bookings.models.waiting import Freed, Wait, WaitOffer

__all__ = [
    "LIVING", "Appointment", "Asking", "BookableService", "Busy", "Calendar", "CalendarChannel", "CalendarConsent", "Change",
    "Claim", "ClockChange", "Closure", "Entry", "Feed", "Flag", "Freed", "Guest", "Import", "ImportRoute", "Need", "Occasion", "Page",
    "PageCover", "Plan", "Receipt", "Reminder", "ReminderSettings", "Resource", "Series", "Wait", "WaitOffer",
]  # fmt: skip
