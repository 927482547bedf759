"""Files to domain objects: schema check, SI conversion, sources."""
