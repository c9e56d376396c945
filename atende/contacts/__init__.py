"""People: one record each, and the evidence of who they are.

An identity is a piece of evidence in a space (phone in every equivalent form, business-scoped id, parent id, username); the
database holds that one living identity belongs to one person of a tenant. A merge joins two records that turned out to be one
person and can be undone; an emptied record is a shell that leads to the living one. What people say, and to which number, is the
inbox's.
"""
