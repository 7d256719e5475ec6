package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A pass of a GPT that is too large to be traced as a whole: it goes up block by block in the memory of one, keeps the residual stream and
 * what each block adds to it, and computes the inside of a block again when that is asked for.
 */
public final class BlockwisePass {
    /** What is kept of each block, by the ends of the names. */
    private static final List<String> KEPT =
            List.of("attention/output", "attention/residual", "attention/headOutput", "mlp/output", "mlp/residual");

    private final GptModel model;
    private final Backend backend;
    private final List<Intervention> interventions;
    private final Map<String, Tensor> kept = new HashMap<>();

    private BlockwisePass(GptModel model, Backend backend, List<Intervention> interventions) {
        this.model = model;
        this.backend = backend;
        this.interventions = interventions;
    }

    /**
     * Goes up all blocks.
     *
     * @param attention is handed the attention weights of each block, {@code [HEAD, TIME, KEY]}; they are not kept, and hold only while
     *     it is called
     * @param interventions hold in the blocks that they name
     * @throws IllegalArgumentException if the text is longer than the context, or an intervention has no place in its block
     */
    public static BlockwisePass of(
            GptModel model, int[] ids, Backend backend, Consumer<Tensor> attention, List<Intervention> interventions) {
        BlockwisePass pass = new BlockwisePass(model, backend, List.copyOf(interventions));
        pass.climb(ids, attention);
        return pass;
    }

    /** Each block works in the buffers of the one before. */
    private void climb(int[] ids, Consumer<Tensor> attention) {
        Map<String, Node> seen = new HashMap<>();
        Tape tape = new Tape(backend, (name, node) -> {
            seen.put(name, node);
            return node;
        });
        kept.put("embedding", plain(model.embed(tape, ids).value()).copy());
        for (int block = 0; block < model.sizes().layers(); block++) {
            String prefix = prefix(block);
            Trace changed = isChanged(block) ? block(block) : null;
            if (changed == null) {
                tape.reset();
                seen.clear();
                model.block(block, tape.constant(batch(value(in(block)))));
            }
            Function<String, Tensor> part = name -> part(prefix + name, changed, seen);
            for (String name : KEPT) kept.put(prefix + name, part.apply(name).copy());
            attention.accept(part.apply("attention/weights"));
        }
    }

    private static Tensor part(String name, @Nullable Trace changed, Map<String, Node> seen) {
        if (changed != null) return changed.value(name);
        return plain(Objects.requireNonNull(seen.get(name), name).value());
    }

    private boolean isChanged(int block) {
        return interventions.stream().anyMatch(one -> one.name().startsWith(prefix(block)));
    }

    private static String prefix(int block) {
        return "block." + block + "/";
    }

    /** The state of the residual stream that a block reads. */
    private static String in(int block) {
        return block == 0 ? "embedding" : prefix(block - 1) + "mlp/residual";
    }

    /** Without the batch axis. */
    private static Tensor plain(Tensor value) {
        int batch = value.shape().indexOf(Axis.BATCH);
        return batch < 0 ? value : value.reshape(value.shape().drop(batch));
    }

    private static Tensor batch(Tensor stream) {
        int steps = stream.shape().size(0);
        return stream.reshape(Shape.of(
                Axis.TIME, steps, Axis.BATCH, 1, Axis.UNIT, stream.shape().columns()));
    }

    /** Everything inside a block, computed again, and the state of the stream that it reads. */
    public Trace block(int index) {
        Tensor stream = batch(value(in(index)));
        Intervention[] here = interventions.stream()
                .filter(one -> one.name().startsWith(prefix(index)))
                .toArray(Intervention[]::new);
        return Trace.of(tape -> model.block(index, tape.constant(stream).named(in(index))), backend, here);
    }

    /**
     * An activation that is kept: {@code embedding}, and of each block {@code attention/output}, {@code attention/residual},
     * {@code attention/headOutput}, {@code mlp/output} and {@code mlp/residual}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public Tensor value(String name) {
        Tensor value = kept.get(name);
        if (value == null) throw new IllegalArgumentException("There is no ‘" + name + "’ of a large model.");
        return value;
    }

    /** The logits of the token after a step, {@code [TOKEN]}. */
    public Tensor logits(int time) {
        Tensor top = value(in(model.sizes().layers()));
        return LogitLens.logits(model, top, time, time + 1, backend).slice(0);
    }
}
