"""The whole life of bookings, played against a model: `model` says what should be, `machine` and `amends` draw what is done and ask the
real verbs and the real database, `reading` reads what is there. `test_life.py` plays it."""
