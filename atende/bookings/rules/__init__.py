"""Decisions of bookings on plain values: free slots, who gets an appointment, what may become of it."""
