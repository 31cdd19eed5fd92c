"""One step from close: its batch before and after, and how far weights moved."""
