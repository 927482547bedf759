"""One module per sub-command, each with ``register(app)``; imports at module level stay light."""
