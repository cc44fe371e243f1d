"""Our own outgoing feed, and the form in which any feed is kept."""
