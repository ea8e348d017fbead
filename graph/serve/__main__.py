"""``python -m graph.serve FOLDER port=0``."""

import sys

from graph.serve.server import main

sys.exit(main())
