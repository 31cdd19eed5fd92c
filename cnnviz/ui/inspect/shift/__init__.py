"""The picture shifted, turned and scaled: which maps follow, and what becomes of the answer."""
