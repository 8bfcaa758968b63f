"""Content: what is worth sharing, and what advocates may do with it."""
