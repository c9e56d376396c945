"""The verbs of the bot: settings kept, turns due, turns taken."""
