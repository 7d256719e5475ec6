package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.Form;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Matrix products: 16 × 16 threads compute a tile of 64 × 64 of the result, 4 × 4 each, from tiles of the factors in local memory, 16
 * terms at a time.
 */
final class Products {
    private static final int TILE = 64;
    private static final int SIDE = 16;

    private Products() {}

    static WorkerGrid grid(int batches, int m, int n) {
        WorkerGrid3D grid = new WorkerGrid3D(Math.ceilDiv(n, TILE) * SIDE, Math.ceilDiv(m, TILE) * SIDE, batches);
        grid.setLocalWork(SIDE, SIDE, 1);
        return grid;
    }

    /** What {@link #multiply} is told of a product. */
    static int[] sizes(Form form, int m, int k, int n, boolean accumulate) {
        boolean left = form.transposeLeft();
        boolean right = form.transposeRight();
        return new int[] {m, k, n, left ? 1 : k, left ? m : 1, right ? 1 : n, right ? k : 1, accumulate ? 1 : 0};
    }

    /**
     * {@code c = a · b}, or {@code c += a · b}, for each matrix of a batch. Element (i, j) of {@code a} lies at {@code i · aRow + j ·
     * aColumn}, and likewise for {@code b}, so that transposed factors need no copy.
     *
     * @param s m, k, n, aRow, aColumn, bRow, bColumn, and 1 to add
     */
    static void multiply(KernelContext context, FloatArray a, FloatArray b, FloatArray c, IntArray s) {
        int m = s.get(0);
        int k = s.get(1);
        int n = s.get(2);
        int x = context.localIdx;
        int y = context.localIdy;
        int top = context.groupIdy * 64;
        int left = context.groupIdx * 64;
        int batch = context.groupIdz;
        int aAt = batch * m * k;
        int bAt = batch * k * n;
        float[] aTile = context.allocateFloatLocalArray(1024);
        float[] bTile = context.allocateFloatLocalArray(1024);
        float[] sums = new float[16];
        for (int i = 0; i < 16; i++) sums[i] = 0;
        for (int start = 0; start < k; start += 16) {
            for (int i = 0; i < 4; i++) {
                int element = y * 16 + x + i * 256;
                int p = element % 16;
                int row = element / 16;
                float value = 0;
                if (top + row < m && start + p < k)
                    value = a.get(aAt + (top + row) * s.get(3) + (start + p) * s.get(4));
                aTile[p * 64 + row] = value;
                int q = element / 64;
                int column = element % 64;
                float other = 0;
                if (left + column < n && start + q < k)
                    other = b.get(bAt + (start + q) * s.get(5) + (left + column) * s.get(6));
                bTile[q * 64 + column] = other;
            }
            context.localBarrier();
            for (int p = 0; p < 16; p++) {
                float b0 = bTile[p * 64 + x];
                float b1 = bTile[p * 64 + x + 16];
                float b2 = bTile[p * 64 + x + 32];
                float b3 = bTile[p * 64 + x + 48];
                for (int i = 0; i < 4; i++) {
                    float factor = aTile[p * 64 + y + i * 16];
                    sums[i * 4] += factor * b0;
                    sums[i * 4 + 1] += factor * b1;
                    sums[i * 4 + 2] += factor * b2;
                    sums[i * 4 + 3] += factor * b3;
                }
            }
            context.localBarrier();
        }
        for (int i = 0; i < 4; i++) {
            int row = top + y + i * 16;
            for (int j = 0; j < 4; j++) {
                int column = left + x + j * 16;
                if (row < m && column < n) {
                    int at = batch * m * n + row * n + column;
                    float sum = sums[i * 4 + j];
                    if (s.get(7) != 0) sum += c.get(at);
                    c.set(at, sum);
                }
            }
        }
    }
}
