"""Start with ``python -m lossgui``; see ``lossgui.cli``."""

import sys

from lossgui.cli import main

if __name__ == "__main__":
    sys.exit(main())
