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
        return Trace.of(
                tape -> tape.constant(row).named("logits").softmax().named("probabilities"), backend);
    }

    /** The same text where another step's logits are looked at. */
    void look(Tensor logits) {
        trace = ofLogits(logits, backend);
    }

    /** Makes the inside of a block what can be explained. */
    void open(int block) {
        Trace known = opened;
        if (known == null || openedBlock != block) known = ofBlock(block, block == 0 ? value("embedding") : value(out(block - 1)));
        opened = known;
        openedBlock = block;
        trace = known;
    }

    private static String out(int block) {
        return "block." + block + "/mlp/residual";
    }

    private Trace ofBlock(int block, Tensor in) {
        Tensor batch = in.reshape(Shape.of(Axis.TIME, ids.length, Axis.BATCH, 1, Axis.UNIT, in.shape().columns()));
        String prefix = "block." + block + "/";
        Intervention[] here = changes.stream()
                .filter(change -> change.name().startsWith(prefix))
                .toArray(Intervention[]::new);
        return Trace.of(
                tape -> model.block(block, tape.constant(batch).named(block == 0 ? "embedding" : out(block - 1))),
                backend,
                here);
    }

    /** Goes up all blocks, if it has not yet. */
    private void climb() {
        if (!kept.isEmpty()) return;
        Tape tape = new Tape(backend);
        Tensor embedding = model.embed(tape, ids).value();
        int units = embedding.shape().columns();
        Tensor stream = Tensor.of(Shape.of(Axis.TIME, ids.length, Axis.UNIT, units), embedding.toArray());
        Map<String, Tensor> all = new HashMap<>();
        all.put("embedding", stream);
        for (int block = 0; block < model.sizes().layers(); block++) {
            Trace inside = ofBlock(block, stream);
            for (String part : List.of("attention/output", "attention/residual", "attention/headOutput", "mlp/output"))
                all.put("block." + block + "/" + part, inside.value("block." + block + "/" + part));
            stream = inside.value(out(block));
            all.put(out(block), stream);
            Tensor weights = inside.value(StackPanel.weights(block));
            heads.add(HeadsGrid.pictures(weights));
            looks.add(Whole.looks(weights));
        }
        kept.putAll(all);
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
