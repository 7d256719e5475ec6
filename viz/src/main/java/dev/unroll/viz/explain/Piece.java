package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Place;

import java.util.List;
import java.util.stream.Collectors;

/** A piece of a line of arithmetic: it holds words and places, never a number of a pass. */
sealed interface Piece {
    /** With numbers, as it is read. */
    String number();

    /** With symbols in place of numbers. */
    String symbol();

    /** Brackets, names of functions, signs and given numbers. */
    record Sign(String number) implements Piece {
        @Override
        public String symbol() {
            return number;
        }

        /** Whether it stands between two numbers, so that a line may be broken before it. */
        boolean infix() {
            return number.startsWith(" ");
        }

        /** Whether a line may be broken after it. */
        boolean separates() {
            return number.startsWith(",") || number.startsWith(";");
        }
    }

    /**
     * A number that can be explained in its turn.
     *
     * @param full all its digits, with its symbol
     */
    record Link(String number, String symbol, String full, Place place) implements Piece {}

    /** A sum that is written as one number. */
    record Amount(String number, String symbol, String full) implements Piece {}

    /** The line with numbers. */
    static String numbers(List<Piece> pieces) {
        return pieces.stream().map(Piece::number).collect(Collectors.joining());
    }

    /** The line with symbols. */
    static String symbols(List<Piece> pieces) {
        return pieces.stream().map(Piece::symbol).collect(Collectors.joining());
    }
}
