"""What stands above every page: place, age and version, scope, search, announcements."""
