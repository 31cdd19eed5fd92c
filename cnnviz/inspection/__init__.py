"""What Inspect knows without a window: models of other programs, comparisons, searches through data, exports."""
