"""A value in, a picture out: drawings that compute no numbers and set no style."""
