/** Draws arrays, sequences, attention, gradients and curves. It knows the engine's data, never its models. */
module dev.unroll.viz {
    requires static org.jspecify;
    requires transitive dev.unroll.engine;
    requires transitive javafx.controls;
}
