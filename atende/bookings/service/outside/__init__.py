"""Calendars outside, kept in step with the agenda.

Nothing is called with a transaction open. Whoever works on a calendar takes its lease (`leasing`), writes what is due (`writing`),
reads what changed (`reading`) and renews its channel (`watching`); each step is recorded only while the lease holds. What people
did outside is flagged (`flagging`)."""
