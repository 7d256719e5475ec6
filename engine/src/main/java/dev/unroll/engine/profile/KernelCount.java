package dev.unroll.engine.profile;

import dev.unroll.engine.backend.AttentionInputs;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.backend.MatrixSize;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Stands between a pass and its backend, and tells which kernels are called and how much arithmetic is in them. */
final class KernelCount implements InvocationHandler {
    private final Backend backend;
    private final List<String> kernels = new ArrayList<>();
    private long flops;

    KernelCount(Backend backend) {
        this.backend = backend;
    }

    /** The backend with this one before it. */
    Backend counted() {
        return (Backend) Proxy.newProxyInstance(Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, this);
    }

    /** What was called since this was last asked for. */
    List<String> takeKernels() {
        List<String> taken = List.copyOf(kernels);
        kernels.clear();
        return taken;
    }

    /** The additions and multiplications made since this was last asked for. */
    long takeFlops() {
        long taken = flops;
        flops = 0;
        return taken;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getReturnType() == void.class) {
            kernels.add(method.getName());
            flops += flops(method.getName(), arguments);
        }
        try {
            return method.invoke(backend, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static long flops(String kernel, Object[] arguments) {
        return switch (kernel) {
            case "matmul" ->
                product(
                        MatrixSize.of(form(arguments), shape(arguments, 1), shape(arguments, 2), shape(arguments, 3)),
                        1);
            case "batchedMatmul" ->
                product(
                        MatrixSize.ofBatched(
                                form(arguments), shape(arguments, 1), shape(arguments, 2), shape(arguments, 3)),
                        MatrixSize.batches(shape(arguments, 3)));
            // scores and weighted sum forward; twice as much and the scores again backward
            case "attention" -> 2 * scores((AttentionInputs) arguments[0]);
            case "attentionBackward" -> 5 * scores((AttentionInputs) arguments[0]);
            case "copy", "fill", "transpose", "repeatRow", "splitHeads", "mergeHeads" -> 0;
            default ->
                Stream.of(arguments)
                        .filter(Tensor.class::isInstance)
                        .mapToLong(tensor -> ((Tensor) tensor).length())
                        .max()
                        .orElse(0);
        };
    }

    private static Form form(Object[] arguments) {
        return (Form) arguments[0];
    }

    private static Shape shape(Object[] arguments, int index) {
        return ((Tensor) arguments[index]).shape();
    }

    private static long product(MatrixSize size, int batches) {
        return 2L * batches * size.m() * size.k() * size.n();
    }

    /** The arithmetic of all scores; half of them where the future is masked. */
    private static long scores(AttentionInputs in) {
        long all = 2L * in.query().length() * in.key().shape().size(-2);
        return in.mask().causal() ? all / 2 : all;
    }
}
