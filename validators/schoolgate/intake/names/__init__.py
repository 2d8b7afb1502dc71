"""What exports call our tables and columns."""
