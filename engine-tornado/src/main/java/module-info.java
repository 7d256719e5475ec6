/** The engine's kernels on a GPU through TornadoVM. Open, since TornadoVM reads the bytecode of the kernels. */
open module dev.unroll.engine.tornado {
    requires static org.jspecify;
    requires dev.unroll.engine;
    requires org.slf4j;
    requires tornado.api;

    provides dev.unroll.engine.backend.DeviceProvider with
            dev.unroll.engine.tornado.TornadoDeviceProvider;
}
