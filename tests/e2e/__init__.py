"""Journeys of people in a real browser, against a whole running install: `atende run` with its demo, on a database of its own."""
