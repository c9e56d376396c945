"""Doors of the audit log: a business's own, and the install's."""

from atende.audit.routes import install, tenant

routers = [tenant.router, install.router]
