"""The five minutes: a clock, five questions, what eases it, what was done, who is told.

Everything that is said goes into the record at once; nothing is kept beside it.
"""
