"""`python -m schoolgate`."""

import sys

from schoolgate.cli import main

if __name__ == "__main__":
    sys.exit(main())
