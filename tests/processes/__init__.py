"""Real processes: killed, cut off from each other, installed elsewhere."""
