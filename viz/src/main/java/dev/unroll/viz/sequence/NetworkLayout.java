package dev.unroll.viz.sequence;

/**
 * Where the blocks of an unrolled network stand: the layers from the bottom to the top with room for arrows below, between
 * and above them. All in pixels.
 *
 * @param tops where the block of each layer begins, lowest layer first
 * @param units how many cells each block has
 * @param blockWidth the width of a block
 * @param rowHeight the height of a cell, before it is rounded to pixels
 * @param gap the room between blocks and to the edges of the view
 * @param arrows whether there is room for arrows between the columns
 * @param stubs whether there is room for the arrows between the layers
 */
record NetworkLayout(
        double[] tops, int[] units, double blockWidth, double rowHeight, double gap, boolean arrows, boolean stubs) {
    private static final double STUB = 1.7;
    private static final double WIDEST = 8;

    /**
     * The layout in a view of this height.
     *
     * @param units how many units each layer has, lowest first
     * @param pitch the width of a column
     * @param growth by how much rows may be higher than usual
     * @param backward whether sizes of gradients stand under each block
     */
    static NetworkLayout of(int[] units, double height, double pitch, double em, double growth, boolean backward) {
        int rows = 0;
        for (int count : units) rows += count;
        boolean arrows = pitch >= 3 * em;
        double gap = (backward && units.length > 1 ? 1.6 : 1) * STUB * em;
        double room = Math.max(1, height - gap * (units.length + 1));
        double rowHeight = Math.min(room / Math.max(1, rows), 2.2 * em * growth);
        double free = Math.max(0, height - rowHeight * rows) / (units.length + 1);
        double[] tops = new double[units.length];
        double bottom = height - free;
        for (int layer = 0; layer < units.length; layer++) {
            tops[layer] = Math.round(bottom - units[layer] * rowHeight);
            bottom = tops[layer] - free;
        }
        double block = arrows ? Math.min(pitch - 1.5 * em, Math.clamp(.35 * pitch, 3.6 * em, WIDEST * em)) : pitch;
        return new NetworkLayout(tops, units, block, rowHeight, free, arrows, pitch >= 9);
    }

    /** The least height in which all can be drawn. */
    static double least(int layers, int rows, double rowHeight, double em, boolean backward) {
        return (layers + 1) * (backward && layers > 1 ? 1.6 : 1) * STUB * em + rows * rowHeight;
    }

    int layers() {
        return tops.length;
    }

    double top(int layer) {
        return tops[layer];
    }

    double bottom(int layer) {
        return y(layer, units[layer]);
    }

    double middle(int layer) {
        return Math.round((top(layer) + bottom(layer)) / 2) + .5;
    }

    /** The whole pixel at which a unit's cell begins. */
    double y(int layer, int unit) {
        return Math.round(tops[layer] + unit * rowHeight);
    }

    /** The layer whose block is at height {@code y}, or −1. */
    int layerAt(double y) {
        for (int layer = 0; layer < layers(); layer++) if (y >= top(layer) && y < bottom(layer)) return layer;
        return -1;
    }

    /** The unit of a layer at height {@code y}. */
    int unitAt(int layer, double y) {
        return Math.clamp((int) ((y - tops[layer]) / rowHeight), 0, units[layer] - 1);
    }
}
