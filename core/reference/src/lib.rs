//! Facts that ship with the core: the places of Bangladesh, code lists, and text made comparable.
