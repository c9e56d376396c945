"""The verbs of accounts.

Signing in: `sessions`, `second_factors`, `passkeys`, `confirming`, with `attempts`, `known_devices` and `tickets` below them.
By mail: `resets`, `emails`, `invitations`, `notices`. People and businesses: `people`, `passwords`, `team`, `policies`, `tenants`,
`stores`. `happenings` tells businesses what happened to accounts.
"""
