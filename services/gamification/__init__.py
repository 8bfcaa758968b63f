"""Gamification: points for what advocates published, and the month's leaderboard."""
