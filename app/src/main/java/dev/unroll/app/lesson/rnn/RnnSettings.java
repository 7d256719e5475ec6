package dev.unroll.app.lesson.rnn;

/**
 * What a run of the lesson begins with.
 *
 * @param text what is learnt
 * @param hiddenSize how many units the hidden state has
 * @param learningRate of Adam
 * @param seed where weights and batches come from
 */
record RnnSettings(String text, int hiddenSize, double learningRate, long seed) {
    static final RnnSettings HELLO = new RnnSettings("HELLO", 8, 0.02, 1);

    RnnSettings withText(String newText) {
        return new RnnSettings(newText, hiddenSize, learningRate, seed);
    }

    RnnSettings withHiddenSize(int newSize) {
        return new RnnSettings(text, newSize, learningRate, seed);
    }

    RnnSettings withLearningRate(double newRate) {
        return new RnnSettings(text, hiddenSize, newRate, seed);
    }

    RnnSettings withSeed(long newSeed) {
        return new RnnSettings(text, hiddenSize, learningRate, newSeed);
    }
}
