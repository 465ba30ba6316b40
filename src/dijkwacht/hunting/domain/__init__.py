"""The exposed window, what hunts cover of it, what they answer, and what is presumed meanwhile."""
