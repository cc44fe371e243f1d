"""How fast we are, as ratios against the raw building blocks, side by side in one run."""
