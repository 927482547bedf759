"""What to measure next: pre-posterior analysis of the screening's samples, and Sobol indices."""
