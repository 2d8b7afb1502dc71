"""What can go wrong, the choosiest faults first and the commonest last; the modules mirror those of the rules.

PS-501, PS-502 and PS-503 need no fault of their own: they are the causes of others, and fail with them.
"""

from schoolgate.suites.portal_sync.sample.faults import current, integrity, left, prospective, required

FAULTS = (*prospective.FAULTS, *left.FAULTS, *integrity.FAULTS, *current.FAULTS, *required.FAULTS)
