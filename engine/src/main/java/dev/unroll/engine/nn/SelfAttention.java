package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.AttentionMask;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

import static dev.unroll.engine.tensor.Axis.KEY;
import static dev.unroll.engine.tensor.Axis.UNIT;

/**
 * Multi-head self-attention (Vaswani et al. 2017, §3.2.2): each head mixes the values of all positions by how well its query there
 * fits their keys, and a linear layer puts the heads together.
 */
public final class SelfAttention implements Layer {
    private final String name;
    private final int heads;
    private final Linear queryKeyValue;
    private final Linear projection;

    /** @param name what the names of its parameters and activations begin with, as in {@code block.0/attention} */
    public SelfAttention(String name, int units, int heads, LinearInitialization start, Initialization init) {
        this.name = name;
        this.heads = heads;
        queryKeyValue = new Linear(name + "/queryKeyValue", units, UNIT, 3 * units, start, init);
        projection = new Linear(name + "/projection", units, UNIT, units, start.ofResidual(), init);
    }

    /**
     * @param x {@code [TIME, BATCH, UNIT]}
     * @param cache the keys and values of earlier positions, which those of {@code x} are added to; {@code null} if there are none
     */
    public Node forward(Node x, AttentionMask mask, @Nullable KeyValueCache cache) {
        Node all = queryKeyValue.forward(x);
        Node q = all.splitHeads(0, 3, heads, x.shape().axis(0)).named(name + "/query");
        Node k = all.splitHeads(1, 3, heads, KEY).named(name + "/key");
        Node v = all.splitHeads(2, 3, heads, KEY).named(name + "/value");
        AttentionMask visible = mask;
        if (cache != null) {
            visible = cache.append(k.value(), v.value());
            k = x.tape().constant(cache.keys());
            v = x.tape().constant(cache.values());
        }
        float scale = (float) (1 / Math.sqrt(q.shape().columns()));
        Node mixed = q.attention(k, v, visible, scale, name);
        return projection.forward(mixed.mergeHeads()).named(name + "/output");
    }

    @Override
    public List<Parameter> parameters() {
        return Stream.of(queryKeyValue, projection)
                .flatMap(l -> l.parameters().stream())
                .toList();
    }
}
