"""How the application is opened: the guard before Streamlit, and who passes it."""
