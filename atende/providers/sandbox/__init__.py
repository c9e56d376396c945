"""A faithful twin of the vendors, in a process of its own: Meta's WhatsApp Cloud API over HTTP, with
virtual phones; Google's calendars (`google/`); and Cal.com's lists of bookings (`calcom/`).

The product talks to it as it talks to Meta: only the base address differs. The twin owns a world (apps,
business accounts, numbers, virtual customers, their threads, templates, media and the webhooks still to be
delivered) in its own SQLite file, answers Graph calls with Meta's shapes, codes and limits, and posts
signed webhooks with retries. Under `/_twin/` it has a control API for the simulator on screen, tests and
benches, with faults on demand. It imports nothing of the product but `core.clock` and `core.log`, and knows
nothing of tenants: `owner` is an opaque label that its callers choose."""
