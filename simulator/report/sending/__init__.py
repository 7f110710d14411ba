"""For sending on: charts as cards and as pages to embed, and a report on one sheet of paper."""
