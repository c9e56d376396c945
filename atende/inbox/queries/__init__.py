"""The inbox's questions: lists paged by key, one conversation, its timeline."""
