"""What the benchmark of approving stands on: its people, its clients, and the other way of saving."""
