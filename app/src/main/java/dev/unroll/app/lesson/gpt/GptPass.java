package dev.unroll.app.lesson.gpt;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.attention.HeadsGrid;

import java.util.ArrayList;
import java.util.List;

/** What a pass of a GPT over a text leaves to be looked at. */
interface GptPass {
    /** What can be explained. */
    Trace trace();

    /** At which step of {@link #trace} the logits of a step stand. */
    default int logitStep(int at) {
        return at;
    }

    /** The logits of the token after a step, {@code [TOKEN]}. */
    Tensor logits(int at);

    /**
     * An activation: the embedding, and what attention and feed-forward networks put out and leave in the stream.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    Tensor value(String name);

    /** For each block small pictures of its heads. */
    List<Tensor> heads();

    /** For each block what its heads look at most from each step, {@code [HEAD][TIME]}. */
    List<int[][]> looks();

    /** A pass that is traced as a whole. */
    record Whole(Trace trace, int layers) implements GptPass {
        @Override
        public Tensor logits(int at) {
            return trace.value("logits").slice(at);
        }

        @Override
        public Tensor value(String name) {
            return trace.value(name);
        }

        @Override
        public List<Tensor> heads() {
            List<Tensor> all = new ArrayList<>();
            for (int layer = 0; layer < layers; layer++)
                all.add(HeadsGrid.pictures(trace.value(StackPanel.weights(layer))));
            return all;
        }

        @Override
        public List<int[][]> looks() {
            List<int[][]> all = new ArrayList<>();
            for (int layer = 0; layer < layers; layer++) all.add(looks(trace.value(StackPanel.weights(layer))));
            return all;
        }

        /** What each head looks at most, {@code [HEAD][TIME]}. */
        static int[][] looks(Tensor weights) {
            int[][] most = new int[weights.shape().size(0)][];
            for (int head = 0; head < most.length; head++) most[head] = StackReading.largest(weights.slice(head));
            return most;
        }
    }
}
