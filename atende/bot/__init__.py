"""Deciding and acting a turn without any model: per-tenant settings, a person's place in the talk, the pure engine."""
