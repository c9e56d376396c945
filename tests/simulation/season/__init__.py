"""A season of appointments around changes of the clock, on the real database: thousands of bookings share one time, which runs through
weeks in minutes. People book, cancel, move and restore; workers, processes of their own, remind and send, are killed (SIGKILL) wherever
they are, and for hours there is none; the machine's clock is set back. At the end every reminder is judged: once, at its hour by the
clock of the place, and never of what was not so any more.

Who dies where, and who comes first, is up to the machine here; `tests/simulation` plays one booking at a time, and every step alike each
time. What is drawn from the seed is what people do and when.

`python -m tests.simulation.season` (`make season`)."""
