"""The arithmetic on a series that letters and clocks share: level, excess, onset, waves."""
