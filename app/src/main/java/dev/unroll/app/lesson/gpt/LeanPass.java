package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.Hands;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.BlockwisePass;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.attention.HeadsGrid;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pass of a model that is too large to be traced as a whole. It goes up the blocks only when somebody looks, which is computed behind the
 * screen ({@link Look}); what was looked at last is kept. The trace is changed by the thread that reads alone.
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
    private final List<Tensor> heads = new ArrayList<>();
    private final List<int[][]> looks = new ArrayList<>();
    private volatile @Nullable BlockwisePass climbed;
    private volatile @Nullable Found found;
    private @Nullable StackReading stack;
    private @Nullable Trace opened;
    private int openedBlock = -1;
    private Trace trace;

    /**
     * What was looked at.
     *
     * @param opened the inside of a block; null where none is looked at
     */
    record Found(
            String asked,
            @Nullable Trace opened,
            @Nullable StackReading stack,
            @Nullable Reasons reasons) {}

    /** What is computed of a pass when it has gone up. */
    @FunctionalInterface
    interface Finding {
        /** @param opened the inside of the block that is looked at, if one is */
        Found find(@Nullable Trace opened, DoubleConsumer progress);
    }

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

    /** What was looked at, if it is this; the inside of its block is what can be explained then. */
    @Nullable
    Found show(String asked) {
        Found known = found;
        if (known == null || !known.asked.equals(asked)) return null;
        if (known.opened != null) trace = known.opened;
        return known;
    }

    /** Whether it has gone up the blocks. */
    boolean isClimbed() {
        return climbed != null;
    }

    /**
     * Looks at something.
     *
     * @param block whose inside is computed; −1 for none
     * @param progress is told the share of the work that is done; what it throws ends the work
     */
    synchronized void find(int block, Finding finding, DoubleConsumer progress) {
        progress.accept(0); // it may have waited for another look until nobody wanted it any more
        BlockwisePass pass = climb(share -> progress.accept(share / 2));
        if (block >= 0 && block != openedBlock) {
            opened = pass.block(block);
            openedBlock = block;
        }
        found = finding.find(block < 0 ? null : opened, share -> progress.accept(.5 + share / 2));
    }

    /** The residual stream on its way up, which is the same whatever block is looked at; only while something is found. */
    StackReading stack(int at, DoubleConsumer progress) {
        StackReading known = stack;
        if (known == null) stack = known = StackReading.of(model, this, at, backend, progress);
        return known;
    }

    private BlockwisePass climb(DoubleConsumer progress) {
        BlockwisePass pass = climbed;
        return pass == null ? climbUnclimbed(progress) : pass;
    }

    private synchronized BlockwisePass climbUnclimbed(DoubleConsumer progress) {
        BlockwisePass pass = climbed;
        if (pass != null) return pass;
        heads.clear();
        looks.clear();
        pass = BlockwisePass.of(
                model,
                ids,
                backend,
                weights -> {
                    heads.add(HeadsGrid.pictures(weights));
                    looks.add(Whole.looks(weights));
                    progress.accept((double) heads.size() / model.sizes().layers());
                },
                changes);
        return climbed = pass;
    }

    private BlockwisePass climbed() {
        return climb(_ -> {});
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
        return changes.isEmpty() ? top : climbed().logits(at);
    }

    @Override
    public Tensor value(String name) {
        return climbed().value(name);
    }

    @Override
    public List<Tensor> heads() {
        climbed();
        return heads;
    }

    @Override
    public List<int[][]> looks() {
        climbed();
        return looks;
    }
}
