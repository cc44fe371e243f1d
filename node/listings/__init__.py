"""Listings: placing them, finding them, ending them; our own and our neighbours'."""
