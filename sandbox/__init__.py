"""A development social network that speaks the Mastodon client API."""
