"""How often somebody may ask (S34): buckets of tokens that refill with time, shared by every process of the install.

`buckets` decides, `stores` keeps: in Redis where the operator has one, else in PostgreSQL, and while neither answers in this
process alone. Whoever keeps the buckets being away is never told to anybody who asks.
"""
