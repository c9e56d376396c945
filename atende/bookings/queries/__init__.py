"""Questions about bookings: what is free (`calendar`), who has what (`appointments`), what can be booked (`setup`)."""
