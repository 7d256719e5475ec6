package dev.unroll.app.bench;

import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.road.Road;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.AttentionInputs;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack.Cell;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Sequences;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.NextTokens;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The cases by name; those that PyTorch is timed with have its sizes. */
public final class BenchCases {
    private static final TrainingSettings SETTINGS = new TrainingSettings(1e-3, Double.POSITIVE_INFINITY);

    private final Backend backend;
    private final Map<String, Supplier<Measurement>> cases = new LinkedHashMap<>();

    /** The cases on a backend. */
    public BenchCases(Backend backend) {
        this.backend = backend;
        for (int n : new int[] {64, 128, 512, 1024, 2048}) {
            cases.put("gemm_" + n, () -> gemm("gemm_" + n, Form.NN, n, n, n));
            for (Form form : new Form[] {Form.NT, Form.TN, Form.TT}) {
                String name = "gemm_" + n + "_" + form;
                cases.put(name, () -> gemm(name, form, n, n, n));
            }
        }
        cases.put("gemm_odd", () -> gemm("gemm_odd", Form.NN, 509, 131, 67));
        cases.put("charrnn_train_step", () -> recurrent("charrnn_train_step", Cell.RNN, 64));
        cases.put("charlstm_train_step", () -> recurrent("charlstm_train_step", Cell.LSTM, 64));
        cases.put("gpt_lesson_train_step", () -> step("gpt_lesson_train_step", lessonGpt(), 20, 8));
        cases.put("gpt_train_step", () -> step("gpt_train_step", gpt(256, 384, 6, 6, 8), 5, 8));
        cases.put("gpt2_124m_decode", this::decode);
        cases.put("gpt2_124m_look", () -> Gpt2Look.measure(backend, tokens(1, 1024, 50_257)[0]));
        cases.put("trace_overhead_gpt_lesson", () -> traceOverhead("trace_overhead_gpt_lesson", lessonGpt()));
        for (Cell cell : new Cell[] {Cell.RNN, Cell.LSTM}) {
            String name = "trace_overhead_char" + cell.name().toLowerCase(Locale.ROOT);
            cases.put(name, () -> traceOverhead(name, characters(cell, 64)));
        }
        cases.put("observed_pass", this::observedPass);
        for (int t : new int[] {64, 128, 256, 512, 1024, 2048})
            cases.put("attention_" + t, () -> attention("attention_" + t, t));
        for (int t : new int[] {16, 32, 64, 128, 256})
            cases.put("rnn_steps_" + t, () -> recurrent("rnn_steps_" + t, Cell.RNN, t));
    }

    /** The windows of the lessons; they need the processor to themselves and are measured when they are asked for. */
    public static Map<String, Supplier<Measurement>> windows() {
        Map<String, Supplier<Measurement>> windows = new LinkedHashMap<>();
        for (Lesson lesson : Road.LESSONS)
            if (lesson.available()) windows.put("ui_" + lesson.id(), () -> FrameRecorder.record(lesson));
        return windows;
    }

    /** All cases in their order. */
    public Map<String, Supplier<Measurement>> all() {
        return cases;
    }

    private static Tensor random(Shape shape) {
        SplittableRandom random = new SplittableRandom(1);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.length(); i++) tensor.write()[i] = (float) random.nextGaussian();
        return tensor;
    }

    private static double rounded(double x) {
        return Math.round(x * 100) / 100.0;
    }

    private Measurement gemm(String name, Form form, int m, int n, int k) {
        Tensor a = random(form.transposeLeft() ? matrix(k, m) : matrix(m, k));
        Tensor b = random(form.transposeRight() ? matrix(n, k) : matrix(k, n));
        Tensor out = backend.allocate(matrix(m, n));
        // A product of small matrices takes microseconds: many of them are one run.
        int repeats = (int) Math.max(1, 2e7 / (2.0 * m * n * k));
        Measurement all = Measurement.of(name, 3, 15, () -> {
            for (int i = 0; i < repeats; i++) backend.matmul(form, a, b, out, false);
        });
        double[] each = all.seconds().clone();
        for (int i = 0; i < each.length; i++) each[i] /= repeats;
        Measurement one = new Measurement(name, each, all.more());
        return one.with("gflops", rounded(2.0 * m * n * k / one.median() / 1e9));
    }

    private static Shape matrix(int rows, int columns) {
        return Shape.of(Axis.ITEM, rows, Axis.UNIT, columns);
    }

    private static int[][] tokens(int batch, int length, int vocabulary) {
        SplittableRandom random = new SplittableRandom(2);
        int[][] tokens = new int[batch][length];
        for (int[] row : tokens) for (int t = 0; t < length; t++) row[t] = random.nextInt(vocabulary);
        return tokens;
    }

    /** A model with the sequences that it is trained on again and again. */
    private record Task(LanguageModel model, Optimizer.Kind optimizer, int[][] batch) {
        Training start(Backend backend) {
            return new Training(
                    model, optimizer.create(), new NextTokens(model, step -> Sequences.split(batch)), backend);
        }
    }

    private static Task characters(Cell cell, int steps) {
        return new Task(new RnnModel(cell, 65, 128, 1, 1), Optimizer.Kind.ADAM, tokens(32, steps + 1, 65));
    }

    private static Task gpt(int context, int units, int layers, int heads, int batch) {
        GptModel model = new GptModel(GptModel.Configuration.of(65, context, units, layers, heads), 1);
        return new Task(model, Optimizer.Kind.ADAMW, tokens(batch, context + 1, 65));
    }

    private static Task lessonGpt() {
        return gpt(64, 64, 2, 4, 16);
    }

    private Measurement recurrent(String name, Cell cell, int steps) {
        return step(name, characters(cell, steps), 20, 4);
    }

    private Measurement step(String name, Task task, int runs, double warmUp) {
        Training training = task.start(backend);
        Measurement m = Measurement.of(name, warmUp, runs, () -> training.step(SETTINGS));
        int[][] batch = task.batch;
        return m.with("tokens_per_s", Math.round(batch.length * (batch[0].length - 1) / m.median()));
    }

    /**
     * Reading 64 tokens at once, and then writing 32 one by one with the cache. Now and then memory is copied, so that a slow moment of the
     * machine meets both.
     */
    private Measurement decode() {
        GptModel model = new GptModel(GptModel.Configuration.of(50_257, 1024, 768, 12, 12), 1);
        int[] prompt = tokens(1, 64, 50_257)[0];
        Measurement prefill =
                Measurement.of("prefill", 4, 5, () -> model.decoder(backend).read(prompt));
        MemoryCopy copy = new MemoryCopy();
        List<Double> tokens = new ArrayList<>();
        List<Double> copies = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            if (round == 1) tokens.clear(); // what came before was for the compiler
            Decoder decoder = model.decoder(backend);
            decoder.read(prompt);
            for (int i = 0; i < 32; i++) {
                int token = prompt[i];
                tokens.add(Measurement.time(() -> decoder.next(token)));
                if (i % 4 == 3) copies.add(Measurement.time(copy));
            }
        }
        double bandwidth = MemoryCopy.BYTES / Measurement.of("copy", copies).median();
        // Token and position embeddings are looked up; the tied head reads the former whole.
        double bytes = 4.0 * (model.parameterCount() - 1024 * 768);
        Measurement m = Measurement.of("gpt2_124m_decode", tokens);
        return m.with("tokens_per_s", rounded(1 / m.median()))
                .with("prefill64_s", prefill.median())
                .with("copy_gb_per_s", rounded(bandwidth / 1e9))
                .with("of_bandwidth", rounded(bytes / m.median() / bandwidth));
    }

    /** All cores copy arrays that no cache holds. */
    private static final class MemoryCopy implements Measurement.Work {
        private static final int THREADS = Runtime.getRuntime().availableProcessors();
        private static final int LENGTH = 32 << 20;

        /** How many bytes a run reads and writes. */
        private static final double BYTES = 2.0 * 4 * LENGTH * THREADS;

        private final float[][] from = new float[THREADS][LENGTH];
        private final float[][] to = new float[THREADS][LENGTH];

        @Override
        public void run() {
            Thread[] threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                int own = i;
                threads[i] = Thread.ofPlatform().start(() -> System.arraycopy(from[own], 0, to[own], 0, LENGTH));
            }
            try {
                for (Thread thread : threads) thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A training step after which the full trace of one of its sequences is recorded, with its gradients, and one without. */
    private Measurement traceOverhead(String name, Task task) {
        Training training = task.start(backend);
        Map<String, Measurement.Work> works = new LinkedHashMap<>();
        works.put("plain", () -> training.step(SETTINGS));
        works.put(name, () -> {
            training.step(SETTINGS);
            Trace.ofPrediction(task.model, task.batch[0], backend);
        });
        return overhead(Measurement.inTurns(8, 40, works));
    }

    /** A pass of a whole batch that is recorded in its parts, each of which can be seen and changed, and one that is not. */
    private Measurement observedPass() {
        Task task = lessonGpt();
        Tape plain = new Tape(backend);
        Tape observed = new Tape(backend, (name, node) -> node);
        Map<String, Measurement.Work> works = new LinkedHashMap<>();
        works.put("plain", () -> pass(task.model, plain, task.batch));
        works.put("observed_pass", () -> pass(task.model, observed, task.batch));
        return overhead(Measurement.inTurns(8, 40, works));
    }

    private static Measurement overhead(List<Measurement> both) {
        Measurement without = both.getFirst();
        Measurement with = both.getLast();
        return with.with("plain_s", without.median()).with("ratio", rounded(with.median() / without.median()));
    }

    private static void pass(LanguageModel model, Tape tape, int[][] batch) {
        tape.reset();
        tape.backward(model.loss(tape, batch));
    }

    private Measurement attention(String name, int steps) {
        Shape shape = Shape.of(Axis.BATCH, 1, Axis.HEAD, 4, Axis.TIME, steps, Axis.UNIT, 64);
        Tensor q = random(shape);
        Tensor out = backend.allocate(shape);
        Tensor lse = backend.allocate(shape.drop(3));
        Tensor dq = backend.allocate(shape);
        AttentionInputs in = new AttentionInputs(q, q, q, AttentionMask.CAUSAL, 0.125f);
        return Measurement.of(name, 4, 25, () -> {
            backend.attention(in, null, lse, out);
            backend.attentionBackward(in, lse, out, out, dq, dq, dq);
        });
    }
}
