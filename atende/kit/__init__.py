"""Pure building blocks: facts, refusals, ids, phones, text. No database, no network, no clock, no business words."""
