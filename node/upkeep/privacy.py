"""Everything that is held of a resident, in the order in which it is let go of.

Rule: each room enters its own (``holdings.py``); a test walks all tables and finds the column that
nobody entered.
"""

from node.agreements import holdings as of_agreements
from node.listings import holdings as of_listings
from node.matching import holdings as of_matching
from node.moderation import holdings as of_moderation
from node.notices import holdings as of_notices
from node.residents import holdings as of_residents
from node.shown import holdings as of_shown
from node.store.holding import Holding
from node.trust import holdings as of_trust
from node.upkeep import exports

# The account itself is the last.
HOLDINGS: tuple[Holding, ...] = (
    *of_agreements.HOLDINGS,
    *of_trust.HOLDINGS,
    *of_moderation.HOLDINGS,
    *of_matching.HOLDINGS,
    *of_listings.HOLDINGS,
    *of_shown.HOLDINGS,
    *of_notices.HOLDINGS,
    *exports.HOLDINGS,
    *of_residents.HOLDINGS,
)
