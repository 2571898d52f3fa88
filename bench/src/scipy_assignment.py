# Reads a problem (int64, little-endian: rows, columns, row starts, columns of the edges, costs) and
# prints the best time of min_weight_full_bipartite_matching in seconds, the total cost, and the
# version. Only the solver's own time counts, not the reading.
import sys
import time

import numpy
import scipy
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

numbers = numpy.fromfile(sys.argv[1], dtype="<i8")
rows, columns = int(numbers[0]), int(numbers[1])
starts = numbers[2 : 3 + rows]
edges = int(starts[-1])
heads = numbers[3 + rows : 3 + rows + edges]
costs = numbers[3 + rows + edges :]
matrix = csr_matrix(
    (costs.astype(float), heads.astype(numpy.int32), starts.astype(numpy.int32)),
    shape=(rows, columns),
)
matrix.sort_indices()
times = []
for _ in range(int(sys.argv[2])):
    began = time.perf_counter()
    found = min_weight_full_bipartite_matching(matrix)
    times.append(time.perf_counter() - began)
total = int(matrix[found[0], found[1]].sum())
print(min(times), total, scipy.__version__)
