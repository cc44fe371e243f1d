"""Where a listing is, without giving anybody's door away.

Rule: only the centre of a fixed cell of about 300 m leaves this module: the same place always
gives the same point, so nothing can be averaged (PRODUCT B6, PROTOCOL §5.2).
"""

LATITUDE_STEP = 3  # thousandths of a degree: 334 m
LONGITUDE_STEP = 4  # thousandths of a degree: 272 m at the latitude of Amsterdam


def cell_of(latitude: float, longitude: float) -> tuple[int, int]:
    """The centre of the cell this point is in, in thousandths of a degree."""
    return (
        round(latitude * 1000 / LATITUDE_STEP) * LATITUDE_STEP,
        round(longitude * 1000 / LONGITUDE_STEP) * LONGITUDE_STEP,
    )
