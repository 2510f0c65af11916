"""Effect sizes: what a paper prints, as an effect and its sampling variance."""
