"""Where this room meets the machine: sealed pieces on disk or in a bucket, and searches of evidence laid open."""
