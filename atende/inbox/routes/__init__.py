"""Somebody asks: the inbox over HTTP."""

from atende.inbox.routes import conversations, files, live, messages

routers = [conversations.router, messages.router, files.router, live.router]
