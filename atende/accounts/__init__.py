"""Agencies, tenants, stores, the people who work there, roles, permissions, sessions."""
