"""The hunt itself, plain Python: readers, rules, scanning, coverage and verdict; no Django and no network."""
