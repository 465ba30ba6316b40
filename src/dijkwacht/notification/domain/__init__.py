"""Who is told what over which channel, what comes back, and what silence leads to."""
