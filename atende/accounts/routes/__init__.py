"""Door one of accounts, by noun."""

from atende.accounts.routes import auth, businesses, forward, keys, me, outside, team

routers = [
    auth.router,
    me.router,
    businesses.agency,
    businesses.tenant,
    team.tenant,
    keys.tenant,
    outside.router,
    forward.router,
]
