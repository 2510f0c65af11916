"""Results in, SVG out: forest plot, interval bar, share bar, evidence map. Strings only, nothing heavy to import."""

from stemwise.plots.bars import Share, interval_bar, share_bar
from stemwise.plots.forest import forest_svg
from stemwise.plots.map import Spot, evidence_map
from stemwise.plots.model import Forest, Row, forest_of

__all__ = ["Forest", "Row", "Share", "Spot", "evidence_map", "forest_of", "forest_svg", "interval_bar", "share_bar"]
