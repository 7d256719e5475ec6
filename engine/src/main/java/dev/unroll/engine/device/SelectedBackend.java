package dev.unroll.engine.device;

import dev.unroll.engine.backend.AttentionInputs;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.backend.GptBlock;
import dev.unroll.engine.backend.GptWeights;
import dev.unroll.engine.backend.MatrixSize;
import dev.unroll.engine.backend.ResidentDecoder;
import dev.unroll.engine.message.Message;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * Computes on the processor and, where a device is {@linkplain #use chosen} and pays, on that. The choice can change between any two
 * kernels. A kernel that fails on the device is computed again on the processor, so nothing is lost; it is said in one line and not tried
 * there again. Where a whole block fails, the {@linkplain DeviceException.PassLost pass} is to be made again.
 */
public final class SelectedBackend implements Backend {
    private final Backend host;
    private final Consumer<Message> notices;
    private volatile @Nullable Accelerator accelerator;

    /** A device in use, and the work from which on each kernel has failed on it. */
    private record Accelerator(Backend device, Crossings crossings, Map<Kernel, Long> failed) {
        /** What still goes there at some size. */
        Set<Kernel> kernels() {
            Set<Kernel> kernels = EnumSet.noneOf(Kernel.class);
            for (Kernel kernel : crossings.from().keySet())
                if (failed.getOrDefault(kernel, 1L) > 0) kernels.add(kernel);
            return kernels;
        }

        boolean takes(Kernel kernel, long work) {
            return crossings.pays(kernel, work) && work < failed.getOrDefault(kernel, Long.MAX_VALUE);
        }
    }

    /**
     * @param host computes whatever no device does
     * @param notices gets a sentence whenever a kernel has failed on a device; called on the thread that computes
     */
    public SelectedBackend(Backend host, Consumer<Message> notices) {
        this.host = host;
        this.notices = notices;
    }

    /** Goes on with a device, for the kernels and sizes for which it pays. */
    public void use(Backend device, Crossings crossings) {
        accelerator = new Accelerator(device, crossings, new ConcurrentHashMap<>());
    }

    /** Goes on with the processor alone. */
    public void useHost() {
        accelerator = null;
    }

    /** What computes on the processor. */
    public Backend host() {
        return host;
    }

    /** The device in use, or {@code null}. */
    public @Nullable Backend device() {
        Accelerator now = accelerator;
        return now == null ? null : now.device;
    }

    /** What computes now: the processor where no kernel pays on the device or all have failed, and both where some do. */
    @Override
    public String name() {
        Accelerator now = accelerator;
        if (now == null) return host.name();
        int there = now.kernels().size();
        if (there == Kernel.values().length) return now.device.name();
        return there == 0 ? host.name() : host.name() + " + " + now.device.name();
    }

    private void run(Kernel kernel, long work, Consumer<Backend> call) {
        Accelerator now = accelerator;
        if (now == null || work == 0 || !now.takes(kernel, work)) {
            call.accept(host);
            return;
        }
        try {
            call.accept(now.device);
        } catch (RuntimeException | Error e) {
            call.accept(host); // If it fails here too, the device is not to blame.
            blame(now, kernel, work, e);
        }
    }

    private void blame(Accelerator now, Kernel kernel, long work, Throwable failure) {
        boolean memory = failure instanceof DeviceException.OutOfMemory || failure instanceof OutOfMemoryError;
        now.failed.merge(kernel, memory ? work : 0, Math::min);
        notices.accept(
                memory
                        ? Message.of("device.memory", now.device.name(), kernel.title())
                        : Message.of(
                                "device.kernelFailed",
                                now.device.name(),
                                kernel.title(),
                                DeviceException.reason(failure)));
    }

    @Override
    public @Nullable ResidentDecoder decoder(GptWeights weights) {
        Accelerator now = accelerator;
        long work = weights.perToken();
        if (now == null || !now.takes(Kernel.DECODE, work)) return null;
        try {
            ResidentDecoder there = now.device.decoder(weights);
            return there == null
                    ? null
                    : (id, position, logits) -> {
                        if (accelerator != now) throw new DeviceException.Released("Another device was chosen.");
                        try {
                            there.read(id, position, logits);
                        } catch (DeviceException.Released e) {
                            throw e;
                        } catch (RuntimeException | Error e) {
                            blame(now, Kernel.DECODE, work, e);
                            throw new DeviceException("The step failed.", e);
                        }
                    };
        } catch (RuntimeException | Error e) {
            blame(now, Kernel.DECODE, work, e);
            return null;
        }
    }

    @Override
    public Tensor allocate(Shape shape) {
        return host.allocate(shape);
    }

    @Override
    public void overRows(int rows, int size, RowTask task) {
        if (hostAlone()) host.overRows(rows, size, task);
        else task.run(this, 0, rows);
    }

    @Override
    public int rowsAtOnce() {
        return hostAlone() ? host.rowsAtOnce() : Integer.MAX_VALUE;
    }

    private boolean hostAlone() {
        Accelerator now = accelerator;
        return now == null || now.kernels().isEmpty();
    }

    @Override
    public void matmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate) {
        MatrixSize size = MatrixSize.of(form, a.shape(), b.shape(), out.shape());
        run(Kernel.MATMUL, (long) out.length() * size.k(), on -> on.matmul(form, a, b, out, accumulate));
    }

    @Override
    public void batchedMatmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate) {
        MatrixSize size = MatrixSize.ofBatched(form, a.shape(), b.shape(), out.shape());
        run(Kernel.BATCHED_MATMUL, (long) out.length() * size.k(), on -> on.batchedMatmul(form, a, b, out, accumulate));
    }

    @Override
    public void transpose(Tensor x, Tensor out) {
        run(Kernel.ROWS, x.length(), on -> on.transpose(x, out));
    }

    @Override
    public void apply(ElementFunction f, Tensor x, Tensor out) {
        run(Kernel.ELEMENTWISE, x.length(), on -> on.apply(f, x, out));
    }

    @Override
    public void applyBackward(ElementFunction f, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        run(Kernel.ELEMENTWISE, x.length(), on -> on.applyBackward(f, x, y, dy, dx));
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor out) {
        run(Kernel.ELEMENTWISE, out.length(), on -> on.add(a, b, out));
    }

    @Override
    public void multiply(Tensor a, Tensor b, Tensor out) {
        run(Kernel.ELEMENTWISE, out.length(), on -> on.multiply(a, b, out));
    }

    @Override
    public void addProduct(Tensor a, Tensor b, Tensor out) {
        run(Kernel.ELEMENTWISE, out.length(), on -> on.addProduct(a, b, out));
    }

    @Override
    public void addScaled(float alpha, Tensor x, Tensor out) {
        run(Kernel.ELEMENTWISE, out.length(), on -> on.addScaled(alpha, x, out));
    }

    @Override
    public void fill(float value, Tensor out) {
        host.fill(value, out); // Nothing to compute: the way to a device and back is longer.
    }

    @Override
    public void copy(Tensor x, Tensor out) {
        host.copy(x, out);
    }

    @Override
    public void repeatRow(Tensor row, Tensor out) {
        host.repeatRow(row, out);
    }

    @Override
    public void addBias(Tensor x, Tensor bias, Tensor out) {
        run(Kernel.ROWS, x.length(), on -> on.addBias(x, bias, out));
    }

    @Override
    public void addBiasBackward(Tensor dy, Tensor dBias) {
        run(Kernel.ROWS, dy.length(), on -> on.addBiasBackward(dy, dBias));
    }

    @Override
    public void gatherRows(Tensor table, int[] ids, Tensor out) {
        host.gatherRows(table, ids, out);
    }

    @Override
    public void gatherRowsBackward(Tensor dy, int[] ids, Tensor dTable) {
        host.gatherRowsBackward(dy, ids, dTable);
    }

    @Override
    public void gatherColumns(Tensor matrix, int[] ids, Tensor out) {
        host.gatherColumns(matrix, ids, out);
    }

    @Override
    public void gatherColumnsBackward(Tensor dy, int[] ids, Tensor dMatrix) {
        host.gatherColumnsBackward(dy, ids, dMatrix);
    }

    @Override
    public void softmax(Tensor x, Tensor out) {
        run(Kernel.SOFTMAX, x.length(), on -> on.softmax(x, out));
    }

    @Override
    public void partialSoftmax(Tensor x, IntUnaryOperator lengths, Tensor out) {
        run(Kernel.SOFTMAX, x.length(), on -> on.partialSoftmax(x, lengths, out));
    }

    @Override
    public void softmaxBackward(Tensor y, Tensor dy, Tensor dx) {
        run(Kernel.SOFTMAX, y.length(), on -> on.softmaxBackward(y, dy, dx));
    }

    @Override
    public void crossEntropy(Tensor logits, int[] targets, float labelSmoothing, Tensor probabilities, Tensor losses) {
        run(
                Kernel.SOFTMAX,
                logits.length(),
                on -> on.crossEntropy(logits, targets, labelSmoothing, probabilities, losses));
    }

    @Override
    public void crossEntropyBackward(
            Tensor probabilities, int[] targets, float labelSmoothing, Tensor dLosses, Tensor dLogits) {
        run(
                Kernel.SOFTMAX,
                dLogits.length(),
                on -> on.crossEntropyBackward(probabilities, targets, labelSmoothing, dLosses, dLogits));
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor out, Tensor mean, Tensor rstd) {
        run(Kernel.LAYER_NORM, x.length(), on -> on.layerNorm(x, weight, bias, epsilon, out, mean, rstd));
    }

    @Override
    public void layerNormBackward(
            Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
        run(Kernel.LAYER_NORM, x.length(), on -> on.layerNormBackward(x, weight, mean, rstd, dy, dx, dWeight, dBias));
    }

    @Override
    public void splitHeads(Tensor rows, int part, int parts, Tensor heads, boolean accumulate) {
        host.splitHeads(rows, part, parts, heads, accumulate);
    }

    @Override
    public void mergeHeads(Tensor heads, Tensor rows, int part, int parts, boolean accumulate) {
        host.mergeHeads(heads, rows, part, parts, accumulate);
    }

    private static long attentionWork(AttentionInputs in) {
        return (long) in.query().length() * in.key().shape().size(2);
    }

    @Override
    public void attention(AttentionInputs in, @Nullable Tensor weights, Tensor logSumExp, Tensor out) {
        run(Kernel.ATTENTION, attentionWork(in), on -> on.attention(in, weights, logSumExp, out));
    }

    @Override
    public void attentionBackward(
            AttentionInputs in, Tensor logSumExp, Tensor out, Tensor dOut, Tensor dq, Tensor dk, Tensor dv) {
        run(Kernel.ATTENTION, attentionWork(in), on -> on.attentionBackward(in, logSumExp, out, dOut, dq, dk, dv));
    }

    @Override
    public void lstmCell(Tensor preactivations, Tensor cPrevious, Tensor gates, Tensor c, Tensor h) {
        run(Kernel.LSTM, gates.length(), on -> on.lstmCell(preactivations, cPrevious, gates, c, h));
    }

    @Override
    public void lstmCellBackward(
            Tensor gates, Tensor cPrevious, Tensor c, Tensor dh, Tensor dc, Tensor dPreactivations, Tensor dcPrevious) {
        run(
                Kernel.LSTM,
                gates.length(),
                on -> on.lstmCellBackward(gates, cPrevious, c, dh, dc, dPreactivations, dcPrevious));
    }

    @Override
    public boolean computesBlocks(GptBlock block, int rows) {
        Accelerator now = accelerator;
        return now != null && now.takes(Kernel.BLOCK, blockWork(block, rows)) && now.device.computesBlocks(block, rows);
    }

    private static long blockWork(GptBlock block, int rows) {
        return (long) rows * block.units() * block.units();
    }

    /** Runs what nothing but a device computes as one. */
    private void runWhole(GptBlock block, Tensor x, Consumer<Backend> call) {
        Accelerator now = accelerator;
        long work = blockWork(block, x.shape().rows());
        if (now == null || !now.takes(Kernel.BLOCK, work)) throw new DeviceException.PassLost();
        try {
            call.accept(now.device);
        } catch (RuntimeException | Error e) {
            blame(now, Kernel.BLOCK, work, e);
            throw new DeviceException.PassLost(e);
        }
    }

    @Override
    public void block(GptBlock block, Tensor x, Tensor out) {
        runWhole(block, x, on -> on.block(block, x, out));
    }

    @Override
    public void blockBackward(GptBlock block, Tensor x, Tensor dOut, Tensor dx, GptWeights.Block gradients) {
        runWhole(block, x, on -> on.blockBackward(block, x, dOut, dx, gradients));
    }
}
