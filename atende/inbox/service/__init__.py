"""The verbs of the inbox: receiving, owning, sending, delivering, statuses, files and templates."""
