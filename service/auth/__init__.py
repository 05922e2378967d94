"""Who calls: registered clients, their keys, their tokens."""
