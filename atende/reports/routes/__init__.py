"""The doors of reports."""

from atende.reports.routes import custody, delays, unrouted

routers = [custody.router, delays.router, unrouted.router]
