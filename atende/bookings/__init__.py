"""Bookings: what can be booked and what it takes, when it is free, and every appointment from hold to done.

Its words: a *resource* (professional, room, equipment) is held by *claims*; an *occasion* is a stretch of time in which a service
happens and resources are claimed; an *appointment* is one person's place in it. A *reminder* goes out before it; a *wait* is offered what
becomes free; the *page* is where strangers book; *calendars outside* are kept in step with it. Not here: names and prices (knowledge),
opening hours' engine (knowledge.rules), who speaks to the customer (bot, inbox)."""
