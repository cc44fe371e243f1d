"""Whole neighbourhoods in made-up time, with everything going wrong that can; by seed."""
