"""Cases and responses: the fold, the axes, steps, measures and the marks that later rooms set."""
