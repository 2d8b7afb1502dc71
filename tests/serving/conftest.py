"""What tests in a browser share."""

from chromium import browser

__all__ = ["browser"]
