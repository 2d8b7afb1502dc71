"""What the files are called that may lie beside the tables."""

SETTINGS_FILE = "settings.toml"
"""The settings that count where none are given: the file of this name beside the source."""
WAIVERS_FILE = "waivers.toml"
NOTES_FILE = "notes.toml"
