"""What can be booked, whose time it takes, and who has it."""

from atende.bookings.models.appointments import LIVING, Appointment, Change, Claim, Occasion
from atende.bookings.models.page import Guest, Page
from atende.bookings.models.reminders import Reminder, ReminderSettings
from atende.bookings.models.series import Series
from atende.bookings.models.setup import BookableService, Closure, Need, Plan, Resource
from atende.bookings.models.waiting import Freed, Wait, WaitOffer

__all__ = [
    "LIVING", "Appointment", "BookableService", "Change", "Claim", "Closure", "Freed", "Guest", "Need", "Occasion", "Page",
    "Plan", "Reminder", "ReminderSettings", "Resource", "Series", "Wait", "WaitOffer",
]  # fmt: skip
