"""The whole life of bookings, played against a model: `model` says what should be, `machine` draws what is done and asks the real verbs
and the real database, `reading` reads what is there. `test_life.py` plays it."""
