"""Every promise of reliability, tried from outside on real processes: two webs, two workers, the twin and a durable PostgreSQL.

Each act says what it did and what it found; at the end the whole history (every post and its answer, all that the twin was sent) is
held against the database. `make faults` runs the short form, `make faults FULL=1` the one with the promises' own figures,
`python -m tests.faults --only R8,R9 --seed 4` a part of it.
"""
