"""What Meta takes and refuses: shapes, lengths and counts of everything sent. Pure: no state, no network,
no clock."""
