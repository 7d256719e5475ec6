package dev.unroll.engine.tornado;

import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;

/** How many threads a kernel is run on. */
final class Grids {
    /** Threads of a group that work on something together, as on a row. */
    static final int GROUP = 64;

    private Grids() {}

    /** At least a thread for each of so many elements. */
    static WorkerGrid each(int elements) {
        return groups(Math.ceilDiv(elements, GROUP));
    }

    /** A group of {@value #GROUP} threads for each of so many rows. */
    static WorkerGrid groups(int rows) {
        WorkerGrid1D grid = new WorkerGrid1D(rows * GROUP);
        grid.setLocalWork(GROUP, 1, 1);
        return grid;
    }
}
