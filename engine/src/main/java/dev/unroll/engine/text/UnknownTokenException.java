package dev.unroll.engine.text;

import java.util.stream.Collectors;

/** A text with something in it that a model has never seen. The message is one sentence for whoever typed it. */
public final class UnknownTokenException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnknownTokenException(String token, int position, Vocabulary vocabulary) {
        super("The model does not know ‘" + Vocabulary.display(token) + "’ ("
                + token.codePoints()
                        .limit(4)
                        .mapToObj(c -> String.format("U+%04X", c))
                        .collect(Collectors.joining(" "))
                + (token.codePointCount(0, token.length()) > 4 ? " …" : "") + "), number " + position
                + " of the text; it knows these " + vocabulary.size() + " tokens: "
                + vocabulary.tokens().stream()
                        .limit(40)
                        .map(Vocabulary::display)
                        .collect(Collectors.joining(" "))
                + (vocabulary.size() > 40 ? " …" : "") + ".");
    }
}
