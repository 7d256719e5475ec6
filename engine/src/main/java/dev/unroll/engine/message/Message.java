package dev.unroll.engine.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A sentence, or a part of one, that can be said in several languages: English and simplified Chinese.
 *
 * @param key what its texts are found under
 * @param arguments what stands in it, each a text, a number, a path, or another message
 */
public record Message(String key, List<Object> arguments) {
    private static final Properties ENGLISH = read("messages.properties");
    private static final Properties CHINESE = read("messages_zh_CN.properties");

    /** @throws IllegalArgumentException if there is no text under the key */
    public Message {
        if (!ENGLISH.containsKey(key)) throw new IllegalArgumentException("there is no text under " + key);
        arguments = List.copyOf(arguments);
    }

    /** A message with some arguments. */
    public static Message of(String key, Object... arguments) {
        return new Message(key, List.of(arguments));
    }

    private static Properties read(String name) {
        Properties texts = new Properties();
        try (InputStream in = Objects.requireNonNull(Message.class.getResourceAsStream(name), name)) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    /** All keys, so that whoever has texts in a further language can check that none is missing. */
    public static SortedSet<String> keys() {
        return new TreeSet<>(ENGLISH.stringPropertyNames());
    }

    /** The message in a language; in English where there is no text in it. */
    public String in(Locale locale) {
        Properties texts = locale.getLanguage().equals("zh") ? CHINESE : ENGLISH;
        String pattern = texts.getProperty(key, ENGLISH.getProperty(key));
        // As texts, so that numbers have no digits left out and no separators.
        Object[] said = arguments.stream()
                .map(a -> a instanceof Message part ? part.in(locale) : a.toString())
                .toArray();
        return new MessageFormat(pattern, Locale.ROOT).format(said);
    }

    /** The message in English. */
    public String english() {
        return in(Locale.ENGLISH);
    }
}
