"""Starts the designer from a checkout: `python main.py`, or `python main.py VERB`."""

import sys

from designer.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
