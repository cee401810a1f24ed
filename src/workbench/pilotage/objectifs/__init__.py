"""The objectives: their criteria, what state each is in, what is missing to reach them."""
