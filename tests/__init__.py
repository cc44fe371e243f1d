"""Everything that holds this project to its word."""
