"""The sections of the page: findings in, words, tables and pictures out."""
