"""What each command does, a file per command: `run` calls the library and prints."""
