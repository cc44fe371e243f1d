"""How the node is: one table of checks, each with what is wrong, and what to do about it."""
