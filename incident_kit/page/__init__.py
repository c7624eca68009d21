"""The page: findings and notebook cells as one escaped, audited HTML file."""
