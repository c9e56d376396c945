"""Supabase Auth: people who sign in there are known here by their tokens.

`tokens` reads a token and believes what its signature proves, `keys` holds the project's public keys and learns of new ones,
`browsers` sends people there and takes what they come back with,
`voucher` is the port of accounts. Source: Supabase's documentation on JWTs and signing keys, and the claims of supabase/auth.
"""
