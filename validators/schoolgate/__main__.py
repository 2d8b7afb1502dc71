"""`python -m schoolgate`."""

import sys

from schoolgate.entry import main

if __name__ == "__main__":
    sys.exit(main())
