/** The place for the engine's kernels on a GPU through TornadoVM. It holds no kernels yet and provides no backend. */
module dev.unroll.engine.tornado {
    requires static org.jspecify;
    requires dev.unroll.engine;
}
