"""The room that talks to a person: session, look, shared widgets. The only one that imports streamlit."""
