"""Running notebooks over many departments, and the pages that come of it."""
