"""The clocks, the state, the order of response, impact by phase, averted and avoidable."""
