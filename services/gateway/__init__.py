"""The only door: sign-in, sessions, routing to the services, live updates."""
