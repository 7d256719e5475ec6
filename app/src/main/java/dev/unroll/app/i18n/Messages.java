package dev.unroll.app.i18n;

import dev.unroll.engine.message.Message;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.Set;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/**
 * Texts by key in the language of the screen, which may change while they are shown. They begin with those that the whole program
 * shares; whoever has texts of its own adds its bundle. Used on the JavaFX thread.
 */
public final class Messages {
    private final ObjectProperty<Language> language = new SimpleObjectProperty<>(this, "language", Language.EN);
    private final Set<Bundle> bundles = new LinkedHashSet<>();
    private final Map<Language, List<ResourceBundle>> loaded = new EnumMap<>(Language.class);
    private final Set<Text> heard = new HashSet<>();

    /** A bundle and the module that it lies in, which need not be open to others. */
    private record Bundle(String baseName, Module module) {
        ResourceBundle in(Language language) {
            return ResourceBundle.getBundle(
                    baseName, language == Language.ZH ? Locale.SIMPLIFIED_CHINESE : Locale.ROOT, module);
        }
    }

    /** The texts that the whole program shares, in English to begin with. */
    public Messages() {
        add(new Bundle("dev.unroll.app.i18n.messages", Messages.class.getModule()));
    }

    /**
     * Adds the texts of a bundle that lies in the caller's module; nothing if it was added before. If a key is in several, the text
     * of the one that was added first is used.
     *
     * @param bundleBaseName such as {@code dev.unroll.app.lesson.rnn.rnn}
     * @throws MissingResourceException if there is no such bundle
     */
    public void add(String bundleBaseName) {
        Class<?> caller = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .getCallerClass();
        add(new Bundle(bundleBaseName, caller.getModule()));
    }

    private void add(Bundle bundle) {
        bundle.in(language.get()); // a name that is wrong is said here and not when a text is asked for
        if (bundles.add(bundle)) loaded.clear();
    }

    private List<ResourceBundle> load(Language wanted) {
        List<ResourceBundle> all = new ArrayList<>();
        for (Bundle bundle : bundles) all.add(bundle.in(wanted));
        return all;
    }

    /** The language of the screen. */
    public ObjectProperty<Language> languageProperty() {
        return language;
    }

    /**
     * The text of a key now.
     *
     * @param arguments what stands for {0}, {1} … in it
     * @throws MissingResourceException if there is no such key
     */
    public String get(String key, Object... arguments) {
        for (ResourceBundle bundle : loaded.computeIfAbsent(language.get(), this::load)) {
            if (bundle.containsKey(key)) {
                String pattern = bundle.getString(key);
                return arguments.length == 0
                        ? pattern
                        : new MessageFormat(pattern, language.get().locale()).format(arguments);
            }
        }
        throw new MissingResourceException("There is no text for " + key, Messages.class.getName(), key);
    }

    /** Whether there is a text of this key. */
    public boolean has(String key) {
        return loaded.computeIfAbsent(language.get(), this::load).stream().anyMatch(bundle -> bundle.containsKey(key));
    }

    /** A sentence, whatever language is chosen. It lives as {@link #text(String, Object...)} does. */
    public StringBinding text(Sentence sentence) {
        return new Text(language, () -> get(sentence), heard);
    }

    /** A sentence now; those among its arguments that are sentences or messages are put into words too. */
    public String get(Sentence sentence) {
        Object[] arguments = sentence.arguments().stream()
                .map(argument -> switch (argument) {
                    case Sentence inner -> get(inner);
                    case Message message -> message.in(language.get().locale());
                    default -> argument;
                })
                .toArray();
        return get(sentence.key(), arguments);
    }

    /**
     * The text of a key, whatever language is chosen. It lives as long as somebody holds it, is bound to it or listens to it, and is
     * gone when nobody does any more.
     *
     * @param arguments what stands for {0}, {1} … in it
     */
    public StringBinding text(String key, Object... arguments) {
        return new Text(language, () -> get(key, arguments), heard);
    }
}
