"""What each command takes, a file per command: `add` declares it. Help waits for no frame library."""
