"""One file per command: `add` declares its options, `run` calls the library and prints."""
