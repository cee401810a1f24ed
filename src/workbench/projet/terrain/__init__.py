"""What is tried before everybody gets it: test means of identification, pilot services."""
