"""What a run was made from and with: crates, data packages, differences between two runs."""
