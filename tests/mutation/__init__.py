"""Mutation testing: is there a test for each line that does something?"""
