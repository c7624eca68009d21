"""Where things stand: measured texts, axes, labels in rows, changes in lanes.

It takes sizes and gives places, all in px, and draws nothing.
"""
