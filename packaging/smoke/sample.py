"""Write a session file that differs from what the window opens with: ``sample.py FILE``."""

import sys

from lossgui.session.session import Session
from lossgui.session.storage import save_session

session = Session()
session.set_tensors({"y_true": [[0.0, 1.0]], "y_pred": [[0.5, 0.5]]})
save_session(sys.argv[1], session.state)
