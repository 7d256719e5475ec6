package dev.unroll.app.playback;

/** How far one step of the transport goes, from coarse to fine. */
public enum Scale {
    /** A step of the walk through the lesson. */
    GUIDE("scale.guide"),
    /** One update of the weights. */
    TRAINING_STEP("scale.trainingStep"),
    /** One of the sequences that are looked at. */
    EXAMPLE("scale.example"),
    /** One token of the sequence. */
    TIME_STEP("scale.timeStep"),
    /** One layer at a token. */
    LAYER("scale.layer"),
    /** One operation of the pass at a token. */
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
