package dev.unroll.engine.text;

/**
 * One step of byte pair encoding: two tokens that often stand side by side become one.
 *
 * @param count how often they did so when the merge was learnt
 */
public record Merge(String left, String right, long count) {
    /** The token that they become. */
    public String token() {
        return left + right;
    }
}
