"""Accounts: which connection, which right, which procedure, which yearly review."""
