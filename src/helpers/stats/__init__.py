"""Counts to intervals, permutations, regressions and clusters of papers; and the questions asked beforehand."""
