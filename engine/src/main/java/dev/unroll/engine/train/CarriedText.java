package dev.unroll.engine.train;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;

import java.util.List;

/**
 * A text read from its beginning to its end, each step going on with the hidden states that the one before left. The gradient goes back
 * to the beginning of the step only (truncated backpropagation through time, Williams and Peng 1990).
 */
final class CarriedText implements Objective {
    private final RnnModel model;
    private final Corpus corpus;
    private final int batchSize;
    private final int length;
    private List<List<Tensor>> states;
    private List<List<Tensor>> next;

    CarriedText(RnnModel model, Corpus corpus, int batchSize, int length) {
        this.model = model;
        this.corpus = corpus;
        this.batchSize = batchSize;
        this.length = length;
        states = next = model.zeroState(corpus.consecutive(0, batchSize, length).sequences().length);
    }

    @Override
    public Node loss(Tape tape, long step) {
        Corpus.Consecutive batch = corpus.consecutive(step, batchSize, length);
        List<List<Tensor>> before = batch.first() ? model.zeroState(batch.sequences().length) : states;
        RnnModel.CarriedLoss loss = model.loss(tape, batch.sequences(), before);
        next = loss.states();
        return loss.loss();
    }

    @Override
    public void stepMade() {
        states = next;
    }

    @Override
    public float[][] carried() {
        return states.stream().flatMap(List::stream).map(Tensor::toArray).toArray(float[][]::new);
    }

    @Override
    public void restore(float[][] carried) {
        List<List<Tensor>> restored =
                model.zeroState(states.getFirst().getFirst().shape().size(0));
        List<Tensor> flat = restored.stream().flatMap(List::stream).toList();
        boolean fits = carried.length == flat.size();
        for (int i = 0; fits && i < carried.length; i++) {
            fits = carried[i].length == flat.get(i).length();
            if (fits) flat.get(i).copyFrom(Tensor.of(flat.get(i).shape(), carried[i]));
        }
        if (!fits) throw new RefusedException("training.carried");
        states = next = restored;
    }
}
