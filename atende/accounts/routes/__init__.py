"""Door one of accounts, by noun."""

from atende.accounts.routes import businesses, forward, outside

routers = [businesses.auth, businesses.agency, businesses.tenant, outside.router, forward.router]
