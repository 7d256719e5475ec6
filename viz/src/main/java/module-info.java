/** Draws arrays, sequences, attention, gradients and curves. It knows the engine's data, never its models. */
module dev.unroll.viz {
    requires static org.jspecify;
    requires transitive dev.unroll.engine;
    requires transitive javafx.controls;
    requires transitive java.desktop; // ImageIO writes the PNG files.

    exports dev.unroll.viz.array;
    exports dev.unroll.viz.attention;
    exports dev.unroll.viz.cell;
    exports dev.unroll.viz.chart;
    exports dev.unroll.viz.color;
    exports dev.unroll.viz.count;
    exports dev.unroll.viz.draw;
    exports dev.unroll.viz.explain;
    exports dev.unroll.viz.export;
    exports dev.unroll.viz.gradient;
    exports dev.unroll.viz.network;
    exports dev.unroll.viz.sequence;
    exports dev.unroll.viz.space;
    exports dev.unroll.viz.view;
}
