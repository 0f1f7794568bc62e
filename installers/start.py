"""The first line of the frozen program."""

import sys

from leanbench.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
