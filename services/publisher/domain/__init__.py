"""What the publisher decides."""
