"""``python -m incident_kit``."""

import sys

from incident_kit.cli import main

if __name__ == "__main__":
    sys.exit(main())
