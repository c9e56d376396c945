"""Somebody asks: connections and the simulator over HTTP. The vendors' own door is `integrations.door`."""

from atende.integrations.routes import connections, simulator

routers = [connections.router, simulator.router]
