"""The refusal to start: one clear line for the person who installs, never a traceback."""


class StartupError(Exception):
    """Something about this machine or its settings keeps Atende from starting.

    `message` says what is wrong, `hint` what to do about it; commands print both on one line and leave with code 1.
    """

    def __init__(self, message: str, hint: str = ""):
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message
