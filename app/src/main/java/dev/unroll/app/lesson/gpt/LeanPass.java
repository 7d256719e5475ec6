package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.Hands;
import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.attention.HeadsGrid;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pass of a model that is too large to be traced as a whole: it goes up block by block when somebody looks, keeps the residual stream and
 * what each block adds, and computes the inside of one block again when that is looked at.
 */
final class LeanPass implements GptPass {
    /** From so many parameters on a pass is not traced as a whole. */
    static final long LARGE = 20_000_000;

    private static final Pattern HEAD =
            Pattern.compile("block\\.(\\d{1,4})/attention/headOutput\\[head=(\\d{1,4})] = 0");

    /** What is kept of each block, by the ends of the names. */
    private static final List<String> KEPT =
            List.of("attention/output", "attention/residual", "attention/headOutput", "mlp/output", "mlp/residual");

    private final GptModel model;
    private final int[] ids;
    private final Backend backend;
    private final List<Intervention> changes;
    private final Tensor top;
    private final Map<String, Tensor> kept = new HashMap<>();
    private final List<Tensor> heads = new ArrayList<>();
    private final List<int[][]> looks = new ArrayList<>();
    private @Nullable Trace opened;
    private int openedBlock = -1;
    private Trace trace;

    /** @param logits of the token after the last, as far as nothing was changed by hand */
    LeanPass(GptModel model, int[] ids, Tensor logits, List<Intervention> changes, Backend backend) {
        this.model = model;
        this.ids = ids;
        this.backend = backend;
        this.changes = changes;
        top = logits;
        trace = ofLogits(logits, backend);
    }

    /** What is changed by hand: heads that are switched off, whose blocks need not be there yet. */
    static Hands hands(String typed, GptModel.Configuration sizes) {
        List<Hands.Held> held = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (String one : typed.split(";", -1)) {
            if (one.isBlank()) continue;
            Matcher head = HEAD.matcher(one.strip());
            boolean there = head.matches()
                    && Integer.parseInt(head.group(1)) < sizes.layers()
                    && Integer.parseInt(head.group(2)) < sizes.heads();
            if (there) held.add(new Hands.Held(one.strip(), Intervention.parse(one)));
            else dropped.add(one.strip());
        }
        return new Hands(List.copyOf(held), List.copyOf(dropped));
    }

    private static Trace ofLogits(Tensor logits, Backend backend) {
        Tensor row = logits.reshape(Shape.of(Axis.TIME, 1, Axis.TOKEN, logits.length()));
        return Trace.of(tape -> tape.constant(row).named("logits").softmax().named("probabilities"), backend);
    }

    /** The same text where another step's logits are looked at. */
    void look(Tensor logits) {
        trace = ofLogits(logits, backend);
    }

    /** Makes the inside of a block what can be explained. */
    void open(int block) {
        Trace known = opened;
        if (known == null || openedBlock != block)
            known = ofBlock(block, block == 0 ? value("embedding") : value(out(block - 1)));
        opened = known;
        openedBlock = block;
        trace = known;
    }

    private static String out(int block) {
        return "block." + block + "/mlp/residual";
    }

    private Trace ofBlock(int block, Tensor in) {
        Tensor batch = batch(in);
        String prefix = "block." + block + "/";
        Intervention[] here = changes.stream()
                .filter(change -> change.name().startsWith(prefix))
                .toArray(Intervention[]::new);
        return Trace.of(
                tape -> model.block(block, tape.constant(batch).named(block == 0 ? "embedding" : out(block - 1))),
                backend,
                here);
    }

    /** Goes up all blocks, if it has not yet; each works in the buffers of the one before. */
    private void climb() {
        if (!kept.isEmpty()) return;
        Map<String, Tensor> all = new HashMap<>();
        Map<String, Node> seen = new HashMap<>();
        Tape tape = new Tape(backend, (name, node) -> {
            seen.put(name, node);
            return node;
        });
        all.put("embedding", plain(model.embed(tape, ids).value()).copy());
        String in = "embedding";
        for (int block = 0; block < model.sizes().layers(); block++) {
            String prefix = "block." + block + "/";
            boolean changed = changes.stream().anyMatch(change -> change.name().startsWith(prefix));
            Trace inside = changed ? ofBlock(block, stream(all, in)) : null;
            if (inside == null) {
                tape.reset();
                seen.clear();
                model.block(block, tape.constant(batch(stream(all, in))));
            }
            Function<String, Tensor> part = name -> inside != null
                    ? inside.value(prefix + name)
                    : plain(Objects.requireNonNull(seen.get(prefix + name), name)
                            .value());
            for (String name : KEPT) all.put(prefix + name, part.apply(name).copy());
            Tensor weights = part.apply("attention/weights");
            heads.add(HeadsGrid.pictures(weights));
            looks.add(Whole.looks(weights));
            in = out(block);
        }
        kept.putAll(all);
    }

    private static Tensor stream(Map<String, Tensor> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    /** Without the batch axis. */
    private static Tensor plain(Tensor value) {
        int batch = value.shape().indexOf(Axis.BATCH);
        return batch < 0 ? value : value.reshape(value.shape().drop(batch));
    }

    private Tensor batch(Tensor stream) {
        return stream.reshape(Shape.of(
                Axis.TIME, ids.length, Axis.BATCH, 1, Axis.UNIT, stream.shape().columns()));
    }

    @Override
    public Trace trace() {
        return trace;
    }

    @Override
    public int logitStep(int at) {
        return 0;
    }

    @Override
    public Tensor logits(int at) {
        return changes.isEmpty() ? top : unembed(at, at + 1).slice(0);
    }

    /** The logits at some steps, {@code [TIME, TOKEN]}. */
    private Tensor unembed(int from, int to) {
        Tensor stream = value(out(model.sizes().layers() - 1));
        return rows(model, stream, from, to, backend);
    }

    /** The logits that some steps of the stream stand for, {@code [TIME, TOKEN]}. */
    static Tensor rows(GptModel model, Tensor stream, int from, int to, Backend backend) {
        int units = stream.shape().columns();
        float[] part = Arrays.copyOfRange(stream.toArray(), from * units, to * units);
        Tape tape = new Tape(backend);
        Node in = tape.constant(Tensor.of(Shape.of(Axis.TIME, to - from, Axis.UNIT, units), part));
        return model.unembed(in).value();
    }

    @Override
    public Tensor value(String name) {
        climb();
        Tensor value = kept.get(name);
        if (value == null) throw new IllegalArgumentException("There is no ‘" + name + "’ of a large model.");
        return value;
    }

    @Override
    public List<Tensor> heads() {
        climb();
        return heads;
    }

    @Override
    public List<int[][]> looks() {
        climb();
        return looks;
    }
}
