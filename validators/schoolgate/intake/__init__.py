"""From files to typed tables. Nothing outside this package knows file formats."""
