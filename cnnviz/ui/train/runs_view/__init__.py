"""Runs that are kept, compared and queued."""
