"""How a turn is decided: (state, input, facts) -> (state, actions), pure. Nothing here reads a clock, a row or a socket."""
