"""Contract: every array that a kernel takes or gives has the axes that its annotation names."""

import subprocess
import sys


def test_contract_arrays_have_the_axes_that_annotations_name():
    """In a process of its own, as modules must be imported under the checks."""
    done = subprocess.run(
        [sys.executable, "-c", "from tests.model.shape_checks import main; main()"], capture_output=True, text=True
    )
    assert done.stdout.endswith("every shape is as annotated\n"), done.stderr
    assert "typechecking parameter 'log_wedge'" in done.stdout
