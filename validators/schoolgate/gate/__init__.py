"""Whether to go ahead: waivers, thresholds, a baseline, and the one decision that they lead to."""
