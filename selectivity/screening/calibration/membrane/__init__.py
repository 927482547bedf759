"""One membrane from its own measurements: size, charge, path and permittivity of the pores."""
