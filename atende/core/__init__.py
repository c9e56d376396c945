"""The ground every room stands on: settings, database, transaction, tenancy, facts, live events, HTTP, sealing, storage, logs.

It knows no business word; rooms know it, it knows no room.
"""
