"""The published language of Restu: integration events, their envelope and shared value types."""
