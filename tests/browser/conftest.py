"""What holds for every test with a browser."""

from playwright.async_api import expect

expect.set_options(timeout=30_000)
"""On a crowded machine the page is slow; what never comes still fails."""
