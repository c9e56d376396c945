"""The verbs of accounts: `sessions` (sign in and out), `passwords`, `people` (accounts), `tenants`, `team`, `stores`."""
