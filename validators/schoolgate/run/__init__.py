"""One check from end to end, and everything that it knows afterwards."""
