"""The audit log: what people, operators and keys did, append-only and chained by hash, one chain per tenant.

`models` are the rows, `chain` is the arithmetic, `recording` writes, `verifying` reads everything again and says whether it was
touched. Which facts are covered, and the screen, are the room `atende.audit`.
"""
