"""Figures and page of the tariff tracker."""
