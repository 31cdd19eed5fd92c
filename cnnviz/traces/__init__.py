"""What the pages show of one operation, as plain data; no Qt here."""
