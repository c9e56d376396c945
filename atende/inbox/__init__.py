"""Channels' conversations, messages, cases, ownership, delivery, notes and files."""
