"""Calendars at an https address (iCalendar, RFC 5545), read only: `feeds` fetches them, `expanding` makes events of them.

Whoever writes such a file decides what it costs to read it: a rule can name a second of every day for ever, or a date that never
comes. So `expanding` runs in a process of its own, which is given so much time and memory and no more."""
