"""Decisions and pictures of the account, without database or framework."""
