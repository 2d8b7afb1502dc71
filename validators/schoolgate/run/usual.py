"""What a run takes where nobody says otherwise."""

VARIABLE = "SCHOOLGATE_KEY"
"""The environment variable that holds the key of pseudonyms."""
DAYS = 90
"""How many days a calendar looks ahead."""
