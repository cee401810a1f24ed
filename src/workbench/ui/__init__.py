"""The room that talks to a person: session, look, French formats, shared widgets. The only one that imports streamlit."""
