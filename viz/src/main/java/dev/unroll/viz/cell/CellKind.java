package dev.unroll.viz.cell;

import dev.unroll.viz.color.CategoricalPalette.Gate;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** The recurrent cells, and what they are made of, by the names that a trace has. */
public enum CellKind {
    LSTM(
            List.of(
                    new Part("forgetGate", "f", Gate.FORGET, true),
                    new Part("inputGate", "i", Gate.INPUT, true),
                    new Part("cellCandidate", "g", Gate.CANDIDATE, false),
                    new Part("outputGate", "o", Gate.OUTPUT, true),
                    new Part("cellState", "c", null, false),
                    new Part("hiddenState", "h", null, false)),
            List.of("forgetGate", "cellCandidate", "cellState", "hiddenState"),
            "forgetGate"),
    GRU(
            List.of(
                    new Part("updateGate", "z", Gate.FORGET, true),
                    new Part("resetGate", "r", Gate.INPUT, true),
                    new Part("candidate", "n", Gate.CANDIDATE, false),
                    new Part("hiddenState", "h", null, false)),
            List.of("updateGate", "candidate", "hiddenState", "hiddenState"),
            "updateGate"),
    RNN(
            List.of(new Part("preactivation", "a", null, false), new Part("hiddenState", "h", null, false)),
            List.of("preactivation", "preactivation", "hiddenState", "hiddenState"),
            null);

    /**
     * Something with a number for each unit and step.
     *
     * @param name the last part of its name in a trace
     * @param gate whose colour it has; null for a state
     * @param valve whether it lets through, from 0 to 1
     */
    public record Part(String name, String symbol, @Nullable Gate gate, boolean valve) {}

    private final List<Part> made;
    private final List<String> stages;
    private final @Nullable String keeps;

    CellKind(List<Part> made, List<String> stages, @Nullable String keeps) {
        this.made = made;
        this.stages = stages;
        this.keeps = keeps;
    }

    /** What it is made of, gates before states. */
    public List<Part> made() {
        return made;
    }

    /** The names of its parts. */
    public List<String> parts() {
        return made.stream().map(Part::name).toList();
    }

    /** What stands for the four operations at a step: gates, content, what is carried on, hidden state. */
    public List<String> stages() {
        return stages;
    }

    /** The first of the four operations after which a part is there. */
    public int stage(String part) {
        int first = stages.indexOf(part);
        return first < 0 ? 0 : first; // the other gates come with the first
    }

    /** The circuit that draws it, without numbers. */
    public CellCircuit circuit() {
        return switch (this) {
            case LSTM -> new LstmCircuit();
            case GRU -> new GruCircuit();
            case RNN -> new RnnCircuit();
        };
    }

    /** What it hands on to the next step. */
    public List<String> states() {
        return this == LSTM ? List.of("cellState", "hiddenState") : List.of("hiddenState");
    }

    /** What runs along the conveyor. */
    public String carried() {
        return states().getFirst();
    }

    /** The gate that says how much of the state is kept; null where there is none. */
    public @Nullable String keeps() {
        return keeps;
    }
}
