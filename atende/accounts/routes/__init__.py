"""The doors of accounts that people ask at."""

from atende.accounts.routes import auth, businesses, keys, me, team

routers = [auth.router, me.router, businesses.agency, businesses.tenant, team.tenant, keys.tenant]
