"""The doors of reports."""

from atende.reports.routes import custody, unrouted

routers = [custody.router, unrouted.router]
