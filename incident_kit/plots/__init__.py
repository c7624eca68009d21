"""Plots to take further: matplotlib Axes in the house style.

They take the values that the figures of a page take.  Of all that a page is made
of only this room loads matplotlib, and no page needs it.
"""
