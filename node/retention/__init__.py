"""What is kept, for how long and why: one table, and the papers that are made from it."""
