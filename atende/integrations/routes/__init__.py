"""Somebody asks: connections and the simulator over HTTP. The vendors' own door is `integrations.door`."""

from atende.integrations.routes import connections, parcels, simulator

routers = [connections.router, parcels.router, simulator.router]
