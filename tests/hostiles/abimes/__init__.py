"""Good files spoilt at random, each given to its door: taken, or refused in French with nothing changed."""
