"""Lets ``python -m cnnviz`` do what ``cnnviz`` does."""

import sys

from cnnviz.cli import main

sys.exit(main())
