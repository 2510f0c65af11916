"""``python -m stemwise``."""

from stemwise.cli import main

raise SystemExit(main())
