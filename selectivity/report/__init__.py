"""Tables, figures and citations for people."""
