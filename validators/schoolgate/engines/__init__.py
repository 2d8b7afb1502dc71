"""Four compilers of the same rules. Only this package imports an engine."""
