package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.AttentionMask;

import java.util.List;
import java.util.stream.Stream;

import static dev.unroll.engine.tensor.Axis.KEY;
import static dev.unroll.engine.tensor.Axis.UNIT;

/** Multi-head attention of one sequence to another (Vaswani et al. 2017, §3.2.3): queries from here, keys and values from there. */
public final class CrossAttention implements Layer {
    private final String name;
    private final int heads;
    private final Linear query;
    private final Linear keyValue;
    private final Linear projection;

    /** @param name what the names of its parameters and activations begin with, as in {@code decoder.0/crossAttention} */
    public CrossAttention(String name, int units, int heads, LinearInitialization start, Initialization init) {
        this.name = name;
        this.heads = heads;
        query = new Linear(name + "/query", units, UNIT, units, start, init);
        keyValue = new Linear(name + "/keyValue", units, UNIT, 2 * units, start, init);
        projection = new Linear(name + "/projection", units, UNIT, units, start.ofResidual(), init);
    }

    /**
     * @param x those who ask, {@code [TARGET, BATCH, UNIT]}
     * @param memory what is asked, {@code [TIME, BATCH, UNIT]}
     * @param mask which of its positions are real
     */
    public Node forward(Node x, Node memory, AttentionMask mask) {
        Node both = keyValue.forward(memory);
        Node q = query.forward(x).splitHeads(0, 1, heads, x.shape().axis(0)).named(name + "/query");
        Node k = both.splitHeads(0, 2, heads, KEY).named(name + "/key");
        Node v = both.splitHeads(1, 2, heads, KEY).named(name + "/value");
        float scale = (float) (1 / Math.sqrt(q.shape().columns()));
        Node mixed = q.attention(k, v, mask, scale, name);
        return projection.forward(mixed.mergeHeads()).named(name + "/output");
    }

    @Override
    public List<Parameter> parameters() {
        return Stream.of(query, keyValue, projection)
                .flatMap(l -> l.parameters().stream())
                .toList();
    }
}
