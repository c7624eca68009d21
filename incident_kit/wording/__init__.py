"""All English that a person reads: one file per result, a result in, words out."""
