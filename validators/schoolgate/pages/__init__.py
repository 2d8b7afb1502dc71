"""Data Docs: the site that a run publishes, and the one file that can be attached to a case."""
