"""From tables to frames: text and typed tables, how rows find each other, and what may leave for others."""
