"""What the packed program starts with."""

import sys

from lossgui.cli import main

sys.exit(main())
