"""Agencies, tenants, stores, the people who work there, roles, permissions, invitations, and how people prove who they are:
passwords, second factors, passkeys, sessions, links from mails."""
