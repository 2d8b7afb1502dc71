"""The page of `schoolgate serve`: the whole job in a browser, on this machine, for one person."""
