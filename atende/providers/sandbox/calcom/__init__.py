"""Cal.com's twin: the bookings and event types of accounts as its API (v2) lists them, under `/calcom/v2`. What people book, move and
cancel there is under `/_twin/calcom/`. Nothing is posted by it: it is for webhooks that never come."""
