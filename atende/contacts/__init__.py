"""People and the evidence of who they are (identities), and merges of two records of one person."""
