"""A data set to look through: its pictures page by page, its classes, and what augmentation makes of them."""
