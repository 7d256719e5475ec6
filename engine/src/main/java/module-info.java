/**
 * Computes: tensors, kernels, reverse-mode differentiation, models, training, generation and traces. It has no user
 * interface and can be used alone as a library.
 */
@SuppressWarnings({"requires-automatic"}) // JTokkit and Commons Math have no module descriptors of their own.
module dev.unroll.engine {
    requires static transitive org.jspecify;
    requires static jdk.incubator.vector;
    requires com.fasterxml.jackson.databind;
    requires commons.math3;
    requires jtokkit;
    requires org.slf4j;

    exports dev.unroll.engine.autodiff;
    exports dev.unroll.engine.backend;
    exports dev.unroll.engine.device;
    exports dev.unroll.engine.embedding;
    exports dev.unroll.engine.generate;
    exports dev.unroll.engine.sampling;
    exports dev.unroll.engine.io;
    exports dev.unroll.engine.message;
    exports dev.unroll.engine.model;
    exports dev.unroll.engine.nn;
    exports dev.unroll.engine.profile;
    exports dev.unroll.engine.tensor;
    exports dev.unroll.engine.text;
    exports dev.unroll.engine.trace;
    exports dev.unroll.engine.train;

    uses dev.unroll.engine.backend.DeviceProvider;
}
