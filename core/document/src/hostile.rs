//! Changes that only an attacker makes.
