"""Steps through the inverse Jacobian of one case, which many cases near it share."""
