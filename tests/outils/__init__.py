"""What several test modules share: nothing here asserts, nothing here is a fixture."""
