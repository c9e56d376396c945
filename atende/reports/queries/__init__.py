"""The questions of reports, each across the rooms below."""
