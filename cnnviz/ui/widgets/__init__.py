"""Small widgets: one widget, one file, one job."""
