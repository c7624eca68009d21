"""What may leave the company, and the search for what may not."""
