package dev.unroll.engine.text;

import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.Translatable;

import java.util.stream.Collectors;

/** A text with something in it that a model has never seen. The message is one sentence for whoever typed it. */
public final class UnknownTokenException extends IllegalArgumentException implements Translatable {
    private static final long serialVersionUID = 1;

    private final transient Message message;

    UnknownTokenException(String token, int position, Vocabulary vocabulary) {
        this(Message.of(
                "text.unknownToken",
                Vocabulary.display(token),
                codePoints(token),
                position,
                vocabulary.size(),
                some(vocabulary)));
    }

    private UnknownTokenException(Message message) {
        super(message.english());
        this.message = message;
    }

    private static String codePoints(String token) {
        String first = token.codePoints()
                .limit(4)
                .mapToObj(c -> String.format("U+%04X", c))
                .collect(Collectors.joining(" "));
        return first + (token.codePointCount(0, token.length()) > 4 ? " …" : "");
    }

    private static String some(Vocabulary vocabulary) {
        String first =
                vocabulary.tokens().stream().limit(40).map(Vocabulary::display).collect(Collectors.joining(" "));
        return first + (vocabulary.size() > 40 ? " …" : "");
    }

    @Override
    public Message message() {
        return message;
    }
}
