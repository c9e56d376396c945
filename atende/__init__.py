"""Atende: the self-hosted WhatsApp front desk of small service businesses."""
