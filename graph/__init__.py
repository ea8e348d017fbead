"""The knowledge itself, and what is done with it: store, build, reason, validate, verify, explain, render, export."""
