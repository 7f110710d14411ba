"""Writing scenarios: templates, questions, schedules of tariffs, and what one file has that another has not."""
