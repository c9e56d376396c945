"""kill -9 of the real processes under a stream of messages, and the count of what was lost, doubled or misfiled.

`make faults` runs it in full; `test_short.py` is its short form.
"""
