"""What benchmarks stand on: a hotline of their own, sipp as callers, what is left open afterwards."""
