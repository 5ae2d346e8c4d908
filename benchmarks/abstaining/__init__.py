"""Does Byline say no where the articles are silent, and only there? Cases, signs and measures."""
