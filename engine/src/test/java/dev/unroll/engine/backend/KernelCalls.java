package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/** Calls of every kernel but the products, on random inputs that are the same each time. */
final class KernelCalls {
    private static final Backend SCALAR = new ScalarBackend();

    /** Rows and columns: none, one, fewer than a vector has lanes, some left over, and enough for several threads. */
    private static final int LARGE = 1000;

    private static final int[][] MATRICES = {
        {0, 1},
        {0, 16},
        {1, 1},
        {1, 3},
        {1, 16},
        {1, 37},
        {5, 1},
        {5, 3},
        {5, 16},
        {5, 37},
        {5, 128},
        {301, 1},
        {301, 3},
        {301, 16},
        {301, 37},
        {700, 67},
        {3, 20_001},
        {1000, 64}
    };

    private final SplittableRandom random = new SplittableRandom(11);
    private final List<KernelCall> calls = new ArrayList<>();

    private KernelCalls() {}

    /** One kernel call, giving all that it wrote. */
    record KernelCall(String name, Function<Backend, List<Tensor>> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<KernelCall> all() {
        return ofUpTo(Integer.MAX_VALUE);
    }

    /** Those of matrices of at most so many numbers. */
    static List<KernelCall> ofUpTo(int numbers) {
        KernelCalls kernels = new KernelCalls();
        for (int[] size : MATRICES) {
            if (size[0] * size[1] > numbers) continue;
            kernels.addElementwise(size[0], size[1]);
            kernels.addRows(size[0], size[1]);
            kernels.addLosses(size[0], size[1]);
            kernels.addLayerNorm(size[0], size[1]);
            if (size[1] < 1000) kernels.addGathers(size[0], size[1]);
            kernels.addLstm(size[0], size[1]);
        }
        for (int channels : new int[] {1, 5, 16, 32, 40, 64}) {
            kernels.addAttention(AttentionMask.CAUSAL, 5, 5, channels);
            kernels.addAttention(AttentionMask.NONE, 1, 1, channels);
            kernels.addAttention(AttentionMask.ofKeyLengths(3, 0), 5, 4, channels);
        }
        kernels.addAttention(AttentionMask.NONE, 0, 4, 16);
        for (int time : new int[] {0, 1, 7, 129}) kernels.addHeads(time);
        kernels.addAttention(AttentionMask.NONE, 4, 0, 16);
        kernels.addBlock(1, 1, 8, 2, 4);
        kernels.addBlock(5, 3, 12, 3, 20);
        if (numbers > LARGE) kernels.addLargerAttention();
        if (numbers > LARGE) kernels.addBlock(70, 2, 64, 4, 256);
        return kernels.calls;
    }

    private void addBlock(int time, int batch, int units, int heads, int inner) {
        Tensor x = displaced(random(time, batch, units));
        Tensor dOut = random(time, batch, units);
        int[][] sizes = {{units}, {units}, {3 * units, units}, {3 * units}, {units, units}, {units}};
        int[][] more = {{units}, {units}, {inner, units}, {inner}, {units, inner}, {units}};
        List<Tensor> parameters = Stream.of(sizes, more)
                .flatMap(Arrays::stream)
                .map(size -> scaled(random(size)))
                .toList();
        GptBlock block = GptBlock.of(parameters, heads, 1e-5f);
        String name = "block " + time + " x " + batch + " x " + units;
        calls.add(new KernelCall(name, b -> {
            Tensor out = Tensor.zeros(x.shape());
            if (b.computesBlocks(block, x.shape().rows())) b.block(block, x, out);
            else WholeBlocks.forward(b, block, x, out);
            return List.of(out);
        }));
        calls.add(new KernelCall(name + " backward", b -> {
            List<Tensor> gradients = new ArrayList<>();
            for (Tensor parameter : parameters)
                gradients.add(
                        random(new SplittableRandom(3), 1, parameter.length()).reshape(parameter.shape()));
            Tensor dx = random(new SplittableRandom(4), time, batch, units);
            GptBlock written = GptBlock.of(gradients, heads, 1e-5f);
            if (b.computesBlocks(block, x.shape().rows())) b.blockBackward(block, x, dOut, dx, written.weights());
            else WholeBlocks.backward(b, block, x, dOut, dx, written);
            gradients.add(dx);
            return gradients;
        }));
    }

    /** Small, as weights are. */
    private static Tensor scaled(Tensor tensor) {
        for (int i = 0; i < tensor.length(); i++) tensor.write()[i] *= 0.3f;
        return tensor;
    }

    private void addLargerAttention() {
        for (int channels : new int[] {1, 5, 16, 32, 40, 64}) addAttention(AttentionMask.CAUSAL, 65, 65, channels);
        addAttention(new AttentionMask(true, 70, null), 1, 71, 16);
        addAttention(new AttentionMask(true, 70, null), 3, 73, 5);
        addAttention(new AttentionMask(true, 9, new int[] {100, 37}), 91, 100, 32);
        addAttention(new AttentionMask(true, -2, null), 10, 10, 8);
        addAttention(AttentionMask.NONE, 200, 7, 64);
        addAttention(AttentionMask.ofKeyLengths(300, 129), 5, 300, 16);
        addAttention(AttentionMask.CAUSAL, 193, 193, 64);
    }

    private Tensor random(int... sizes) {
        return random(random, sizes);
    }

    static Tensor random(SplittableRandom random, int... sizes) {
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) axes.add(Axis.ITEM);
        Tensor tensor = Tensor.zeros(Shape.of(axes, sizes));
        for (int i = 0; i < tensor.length(); i++) tensor.write()[i] = (float) random.nextGaussian();
        return tensor;
    }

    /** The same numbers somewhere inside a larger storage. */
    static Tensor displaced(Tensor tensor) {
        Tensor around = Tensor.zeros(tensor.shape().prepend(Axis.ITEM, 3));
        around.slice(1).copyFrom(tensor);
        return around.slice(1);
    }

    private void add(String name, int rows, int columns, Function<Backend, List<Tensor>> call) {
        calls.add(new KernelCall(name + " of " + rows + " × " + columns, call));
    }

    private static List<Tensor> write(Tensor before, Consumer<Tensor> kernel) {
        Tensor out = displaced(before);
        kernel.accept(out);
        return List.of(out);
    }

    private static Tensor squares(Tensor x) {
        Tensor squares = x.copy();
        SCALAR.multiply(x, x, squares);
        return squares;
    }

    private void addElementwise(int rows, int columns) {
        Tensor x = displaced(random(rows, columns));
        Tensor dy = random(rows, columns);
        Tensor out = random(rows, columns);
        for (ElementFunction f : ElementFunction.values()) {
            Tensor in = f == ElementFunction.LOG ? squares(x) : x;
            Tensor value = out.copy();
            SCALAR.apply(f, in, value);
            add(f + "", rows, columns, b -> write(out, y -> b.apply(f, in, y)));
            add(f + " in place", rows, columns, b -> write(in, y -> b.apply(f, y, y)));
            add(f + " backward", rows, columns, b -> write(out, dx -> b.applyBackward(f, in, value, dy, dx)));
        }
        add("add", rows, columns, b -> write(out, y -> b.add(x, dy, y)));
        add("add in place", rows, columns, b -> write(out, y -> b.add(y, dy, y)));
        add("multiply", rows, columns, b -> write(out, y -> b.multiply(x, dy, y)));
        add("multiply in place", rows, columns, b -> write(out, y -> b.multiply(x, y, y)));
        add("addProduct", rows, columns, b -> write(out, y -> b.addProduct(x, dy, y)));
        add("fill", rows, columns, b -> write(out, y -> b.fill(-0.3f, y)));
        add("copy", rows, columns, b -> write(out, y -> b.copy(x, y)));
        add("addScaled", rows, columns, b -> write(out, y -> b.addScaled(-0.3f, x, y)));
    }

    private void addRows(int rows, int columns) {
        Tensor x = displaced(random(rows, columns));
        Tensor dy = random(rows, columns);
        Tensor out = random(rows, columns);
        Tensor bias = random(columns);
        Tensor turned = random(columns, rows);
        add("transpose", rows, columns, b -> write(turned, y -> b.transpose(x, y)));
        add("repeatRow", rows, columns, b -> write(out, y -> b.repeatRow(bias, y)));
        add("addBias", rows, columns, b -> write(out, y -> b.addBias(x, bias, y)));
        add("addBias in place", rows, columns, b -> write(out, y -> b.addBias(y, bias, y)));
        add("addBias backward", rows, columns, b -> write(bias, d -> b.addBiasBackward(dy, d)));
        add("softmax", rows, columns, b -> write(out, y -> b.softmax(x, y)));
        add("softmax in place", rows, columns, b -> write(out, y -> b.softmax(y, y)));
        IntUnaryOperator lengths = row -> row * 7 % (columns + 1);
        add("softmax of a part", rows, columns, b -> write(out, y -> b.partialSoftmax(x, lengths, y)));
        add("softmax backward", rows, columns, b -> write(out, d -> b.softmaxBackward(x, dy, d)));
    }

    private void addLosses(int rows, int columns) {
        Tensor x = displaced(random(rows, columns));
        Tensor out = random(rows, columns);
        Tensor losses = random(rows);
        int[] targets = random.ints(rows, -1, columns).toArray();
        for (float smoothing : new float[] {0, 0.1f}) {
            add("cross-entropy smoothed by " + smoothing, rows, columns, b -> {
                Tensor p = out.copy();
                Tensor loss = losses.copy();
                b.crossEntropy(x, targets, smoothing, p, loss);
                Tensor d = out.copy();
                b.crossEntropyBackward(p, targets, smoothing, losses, d);
                return List.of(p, loss, d);
            });
        }
    }

    private void addLayerNorm(int rows, int columns) {
        Tensor x = displaced(random(rows, columns));
        Tensor dy = random(rows, columns);
        Tensor out = random(rows, columns);
        Tensor weight = random(columns);
        Tensor bias = random(columns);
        Tensor one = random(rows);
        add("layer norm", rows, columns, b -> {
            Tensor y = out.copy();
            Tensor mean = one.copy();
            Tensor rstd = one.copy();
            b.layerNorm(x, weight, bias, 1e-3f, y, mean, rstd);
            Tensor dx = out.copy();
            Tensor dWeight = bias.copy();
            Tensor dBias = displaced(bias);
            b.layerNormBackward(x, weight, mean, rstd, dy, dx, dWeight, dBias);
            return List.of(y, mean, rstd, dx, dWeight, dBias);
        });
    }

    private void addGathers(int rows, int columns) {
        Tensor table = random(columns, columns);
        Tensor dy = random(rows, columns);
        int[] ids = random.ints(rows, 0, columns).toArray();
        add("gathers", rows, columns, b -> {
            Tensor byRow = dy.copy();
            Tensor byColumn = dy.copy();
            Tensor dRows = table.copy();
            Tensor dColumns = table.copy();
            b.gatherRows(table, ids, byRow);
            b.gatherColumns(table, ids, byColumn);
            b.gatherRowsBackward(dy, ids, dRows);
            b.gatherColumnsBackward(dy, ids, dColumns);
            return List.of(byRow, byColumn, dRows, dColumns);
        });
    }

    private void addLstm(int rows, int units) {
        Tensor a = displaced(random(rows, 4 * units));
        Tensor before = random(rows, units);
        Tensor d = random(rows, units);
        add("LSTM cell", rows, units, b -> {
            Tensor gates = a.copy();
            Tensor c = displaced(before);
            Tensor h = before.copy();
            b.lstmCell(a, before, gates, c, h);
            Tensor da = a.copy();
            Tensor dBefore = displaced(before);
            b.lstmCellBackward(gates, before, c, d, before, da, dBefore);
            return List.of(gates, c, h, da, dBefore);
        });
    }

    private void addHeads(int time) {
        for (int channels : new int[] {1, 5, 16, 37, 128}) {
            Tensor rows = displaced(random(time, 2, 3 * 4 * channels));
            Tensor heads = displaced(random(2, 4, time, channels));
            for (boolean accumulate : new boolean[] {false, true}) {
                add("split heads", time, channels, b -> write(heads, y -> b.splitHeads(rows, 1, 3, y, accumulate)));
                add("merge heads", time, channels, b -> write(rows, y -> b.mergeHeads(heads, y, 2, 3, accumulate)));
            }
        }
    }

    private void addAttention(AttentionMask mask, int queries, int keys, int channels) {
        Tensor q = displaced(random(2, 3, queries, channels));
        Tensor k = displaced(random(2, 3, keys, channels));
        Tensor v = displaced(random(2, 3, keys, channels));
        Tensor dOut = displaced(random(2, 3, queries, channels));
        AttentionInputs in = new AttentionInputs(q, k, v, mask, 0.4f);
        Tensor someWeights = random(2, 3, queries, keys);
        Tensor someSums = random(2, 3, queries);
        add("attention in " + channels + " channels, " + mask, queries, keys, b -> {
            Tensor weights = displaced(someWeights);
            Tensor lse = displaced(someSums);
            Tensor out = displaced(q);
            b.attention(in, weights, lse, out);
            Tensor alone = displaced(q);
            b.attention(in, null, displaced(someSums), alone);
            Tensor dq = displaced(q);
            Tensor dk = displaced(k);
            Tensor dv = displaced(v);
            b.attentionBackward(in, lse, out, dOut, dq, dk, dv);
            return List.of(weights, lse, out, alone, dq, dk, dv);
        });
    }
}
