"""Nodes among nodes: which neighbours we follow and how we keep up with them."""
