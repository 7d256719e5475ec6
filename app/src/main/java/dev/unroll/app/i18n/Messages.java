package dev.unroll.app.i18n;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/** Texts by key in the language of the screen, which may change while they are shown. */
public final class Messages {
    private static final List<String> BUNDLES =
            List.of("dev.unroll.app.i18n.messages", "dev.unroll.app.lesson.rnn.rnn");

    private final ObjectProperty<Language> language = new SimpleObjectProperty<>(this, "language", Language.EN);
    private final Map<Language, List<ResourceBundle>> bundles = new EnumMap<>(Language.class);

    /** Texts in English to begin with. */
    public Messages() {}

    private static List<ResourceBundle> load(Language language) {
        List<ResourceBundle> loaded = new ArrayList<>();
        for (String name : BUNDLES) {
            loaded.add(
                    ResourceBundle.getBundle(name, language == Language.ZH ? Locale.SIMPLIFIED_CHINESE : Locale.ROOT));
        }
        return loaded;
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
        for (ResourceBundle bundle : bundles.computeIfAbsent(language.get(), Messages::load)) {
            if (bundle.containsKey(key)) {
                String pattern = bundle.getString(key);
                return arguments.length == 0
                        ? pattern
                        : new MessageFormat(pattern, language.get().locale()).format(arguments);
            }
        }
        throw new MissingResourceException("There is no text for " + key, Messages.class.getName(), key);
    }

    /** The text of a key, whatever language is chosen. */
    public StringBinding text(String key, Object... arguments) {
        return Bindings.createStringBinding(() -> get(key, arguments), language);
    }
}
