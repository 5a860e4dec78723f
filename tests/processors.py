"""What the processor that runs the tests can do."""

import pytest

from vmcoach.engines.encoder import precision

multiplies_bfloat16 = pytest.mark.skipif(
    precision() != "bfloat16", reason="needs a processor that multiplies bfloat16; without it nothing is kept in it"
)
