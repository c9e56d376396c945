"""When an appointment is reminded of, and in which words."""
