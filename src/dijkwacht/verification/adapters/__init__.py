"""How a check reaches an address: one connection per request, within hard limits."""
