"""Records of an older ``schema:`` brought to the present one, gently.

``format_0`` says what the older format was, ``moves`` edits text, ``migration``
plans and writes.
"""
