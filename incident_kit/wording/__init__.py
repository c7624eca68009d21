"""All English that a person reads: a result in, words out."""
