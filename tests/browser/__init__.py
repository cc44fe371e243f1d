"""Walks through two real nodes in a real browser: what residents see, and can do."""
