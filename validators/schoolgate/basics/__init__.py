"""What everything stands on: errors, time, text that is safe to show, files that are never half-written."""
