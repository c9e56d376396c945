"""Appointments in the chat, without a model: what is wanted (`wanted`), what was heard (`listening`) and pressed (`pressing`), what is
asked next (`asking`), and how the outcome of a deed in the agenda is said (`telling`). Times to choose from: `times`. What is free and
who has what is decided in `atende.bookings`."""
