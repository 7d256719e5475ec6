package dev.unroll.app.playback;

/** How far one step of the transport goes, from coarse to fine. */
public enum Scale {
    /** One update of the weights. */
    TRAINING_STEP("scale.trainingStep"),
    /** One token of the sequence. */
    TIME_STEP("scale.timeStep"),
    /** One operation of the forward pass at a token. */
    OPERATION("scale.operation");

    private final String key;

    Scale(String key) {
        this.key = key;
    }

    /** The key of its name among the texts. */
    public String key() {
        return key;
    }
}
