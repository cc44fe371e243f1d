"""What happens in the ward, in numbers that point at nobody."""
