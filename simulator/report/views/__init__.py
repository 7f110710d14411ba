"""Results as charts, tables and sentences read them."""
