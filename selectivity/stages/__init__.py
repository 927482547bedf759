"""Entry, transit and exit: charge, binding, Donnan, hindrance, resistances in series."""
