"""A file of any kind → its titles and rows of text, with what was seen on the way."""
