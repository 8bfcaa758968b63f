"""The command line of Restu and the stack it starts."""
