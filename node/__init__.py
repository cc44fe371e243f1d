"""One ward's node: pages, listings, accounts, and the work of keeping up with its neighbours."""
