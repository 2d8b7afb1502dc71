"""What a check leaves behind: reports and pages, refused before it runs where they could not be written after it."""
