"""kill -9 of the real processes under a stream of messages, and the count of what was lost, doubled or misfiled.

`make faults` runs it in full, `python -m tests.faults --kills 6` briefly.
"""
