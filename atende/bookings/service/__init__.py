"""The verbs of bookings: a time is reserved (`reserving`), and what becomes of it (`changing`)."""
