"""Editors by the kind of an argument; see `designer.catalog.spec.ArgumentSpec` for the kinds."""
