"""The people and organisations of this ward: their accounts and how they come in."""
