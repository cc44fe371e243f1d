"""Looking after a node: making it, filling it, keeping it."""
