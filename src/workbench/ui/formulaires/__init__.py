"""Forms: what people declare or decide, drawn and checked from the kinds' own fields."""
