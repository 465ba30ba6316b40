"""What is not yet back, whether a response can be closed, and how long confirmation took."""
