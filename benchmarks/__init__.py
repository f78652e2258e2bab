"""What the project costs: measured here, never in a timed test."""
