package dev.unroll.viz.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where in a rectangle of the plane which token has the largest logit. Logits are linear in the place, so each token's region
 * is a convex polygon: the rectangle cut by a line for each other token.
 */
final class PredictionRegions {
    private PredictionRegions() {}

    /**
     * A convex polygon.
     *
     * @param token whose logit is the largest in it
     * @param xs its corners, in order
     * @param ys likewise
     */
    record Region(int token, double[] xs, double[] ys) {
        /** The edges. */
        List<Edge> edges() {
            double turn = Math.signum(area());
            List<Edge> edges = new ArrayList<>();
            for (int i = 0; i < xs.length; i++) {
                int next = (i + 1) % xs.length;
                double dx = xs[next] - xs[i];
                double dy = ys[next] - ys[i];
                double length = Math.sqrt(dx * dx + dy * dy);
                if (length < 1e-12) continue;
                double across = -turn * dy / length;
                double down = turn * dx / length;
                edges.add(new Edge(across, down, -across * xs[i] - down * ys[i]));
            }
            return edges;
        }

        /** The area, positive if the corners run from the x axis to the y axis. */
        double area() {
            double twice = 0;
            for (int i = 0; i < xs.length; i++) {
                int next = (i + 1) % xs.length;
                twice += xs[i] * ys[next] - xs[next] * ys[i];
            }
            return twice / 2;
        }
    }

    /**
     * The line through an edge: {@code across · x + down · y + offset} pixels inside it lies a place.
     *
     * @param across the horizontal part of a vector of length 1 that points inwards
     * @param down its vertical part
     */
    record Edge(double across, double down, double offset) {
        /** How deep the outermost corner of a box is inside; negative outside. */
        double depth(double x, double y, double halfWidth, double halfHeight) {
            return across * x + down * y + offset - Math.abs(across) * halfWidth - Math.abs(down) * halfHeight;
        }
    }

    /** How far the outermost corner of a box is from the nearest edge; negative outside. */
    static double depth(List<Edge> edges, double x, double y, double halfWidth, double halfHeight) {
        double least = Double.POSITIVE_INFINITY;
        for (Edge edge : edges) least = Math.min(least, edge.depth(x, y, halfWidth, halfHeight));
        return least;
    }

    /**
     * The regions of the rectangle from −{@code extent} to {@code extent} in both directions.
     *
     * @param slopeX how much each token's logit grows along x
     * @param slopeY how much along y
     * @param offset the logits at the origin
     */
    static List<Region> of(double[] slopeX, double[] slopeY, double[] offset, double extent) {
        // The strongest tokens cut first, so that the many weak ones of a large vocabulary are gone after a few cuts.
        int[] order = IntStream.range(0, offset.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -offset[k]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Region> regions = new ArrayList<>();
        for (int token = 0; token < offset.length; token++) {
            double[] xs = {-extent, extent, extent, -extent};
            double[] ys = {-extent, -extent, extent, extent};
            Region region = new Region(token, xs, ys);
            for (int other : order) {
                if (other == token) continue;
                double a = slopeX[token] - slopeX[other];
                double b = slopeY[token] - slopeY[other];
                double c = offset[token] - offset[other];
                region = a == 0 && b == 0 && c == 0
                        ? other < token ? cut(region, 0, 0, -1) : region // equal everywhere: the first is predicted
                        : cut(region, a, b, c);
                if (region.xs.length < 3) break;
            }
            if (region.xs.length >= 3 && Math.abs(region.area()) > 1e-9) regions.add(region);
        }
        return regions;
    }

    /** The part of a convex polygon in which {@code a x + b y + c} is not negative (Sutherland and Hodgman 1974). */
    private static Region cut(Region region, double a, double b, double c) {
        int count = region.xs.length;
        double[] xs = new double[count + 2];
        double[] ys = new double[count + 2];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int next = (i + 1) % count;
            double here = a * region.xs[i] + b * region.ys[i] + c;
            double there = a * region.xs[next] + b * region.ys[next] + c;
            if (here >= 0) {
                xs[kept] = region.xs[i];
                ys[kept++] = region.ys[i];
            }
            if (here >= 0 != there >= 0) {
                double share = here / (here - there);
                xs[kept] = region.xs[i] + share * (region.xs[next] - region.xs[i]);
                ys[kept++] = region.ys[i] + share * (region.ys[next] - region.ys[i]);
            }
        }
        return new Region(region.token, Arrays.copyOf(xs, kept), Arrays.copyOf(ys, kept));
    }
}
