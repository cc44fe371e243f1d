"""What is on the board for other programs: a spreadsheet, a feed reader, a calendar.

Rule: a format knows cards and nothing of how they were found; what may be seen was decided before.
"""
