"""Evidence beyond names and dates: what a login spells, who holds an identifier, what colleagues share."""
