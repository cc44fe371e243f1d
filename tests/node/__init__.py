"""Tests of one node's rooms."""
