"""Copies of a whole node: made, looked at, kept by a rule, taken along, and put back."""
