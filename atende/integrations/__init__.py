"""Connections of a tenant to vendors, their sealed secrets, and parcels: every item a vendor posted, raw and replayable.

Not here: what a message means (inbox)."""
