"""What the figures mean and what they are worth."""
