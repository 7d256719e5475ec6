package dev.unroll.engine.embedding;

import dev.unroll.engine.tensor.Tensor;

/**
 * Holds a picture in the plane steady: main directions have no orientation of their own, so that from one look to the next a cloud may
 * turn or flip although hardly a point has moved.
 */
public final class PlaneAlignment {
    private PlaneAlignment() {}

    /**
     * Points turned around 0, and mirrored where that is better, so that they lie as near to others as they can (orthogonal Procrustes,
     * Schönemann 1966).
     *
     * @param points {@code [TOKEN, ITEM 2]}
     * @param before where the same points lay, of the same shape
     * @throws IllegalArgumentException if the shapes differ or are not of points in the plane
     */
    public static Tensor onto(Tensor points, Tensor before) {
        if (!points.shape().equals(before.shape()) || points.shape().columns() != 2)
            throw new IllegalArgumentException(
                    points.shape() + " cannot be laid onto " + before.shape() + ": both must be points in the plane.");
        double xx = 0;
        double xy = 0;
        double yx = 0;
        double yy = 0;
        for (int i = 0; i < points.length(); i += 2) {
            xx += points.at(i) * before.at(i);
            xy += points.at(i) * before.at(i + 1);
            yx += points.at(i + 1) * before.at(i);
            yy += points.at(i + 1) * before.at(i + 1);
        }
        double sign = Math.hypot(xx + yy, xy - yx) >= Math.hypot(xx - yy, xy + yx) ? 1 : -1;
        double angle = Math.atan2(xy - sign * yx, xx + sign * yy);
        Tensor turned = Tensor.zeros(points.shape());
        for (int i = 0; i < points.length(); i += 2) {
            double x = points.at(i);
            double y = sign * points.at(i + 1);
            turned.write()[i] = (float) (Math.cos(angle) * x - Math.sin(angle) * y);
            turned.write()[i + 1] = (float) (Math.sin(angle) * x + Math.cos(angle) * y);
        }
        return turned;
    }
}
