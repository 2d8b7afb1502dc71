"""One folder per documented workflow. Adding a suite is adding a folder with a `SUITE`."""
