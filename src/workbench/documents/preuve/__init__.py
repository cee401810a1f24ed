"""The evidence of one objective: what is counted, from what, what people declared, in one sealed archive."""
