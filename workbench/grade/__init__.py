"""Grading: evaluation sets → campaigns → answers → grades → a report with n and interval."""
