"""What fits whom: searches that somebody keeps, and listings for their wishes and talents."""
