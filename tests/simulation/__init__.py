"""The product in a world whose every coincidence comes from a seed: who goes first, what time it is, who dies and where.

The real verbs run on the real PostgreSQL; an event loop of our own (`world`) lets one of them take one step at a time, keeps the
time, and kills a simulated process between any two awaits. Only Meta is played (`vendor`). What must never happen is looked for
afterwards in the database and in what was seen from outside (`verdict`).

`python -m tests.simulation --seeds 0-10000` runs many, `python -m tests.simulation --seed 4711` one, with every step told.
"""
