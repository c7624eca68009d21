"""All English that a result is told in: one file per result, a result in, words out."""
