"""Words and cards in, findings out: the one judge of scripts, rooms on air and recordings."""
