"""Rare events: pools that need no continuity correction, models of the counts, and bounds for none seen."""
