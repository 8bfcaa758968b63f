"""Mastodon and what speaks its client API: connecting accounts (`sign_in`) and the connector itself."""

from services.publisher.networks.mastodon.connector import Mastodon

__all__ = ["Mastodon"]
