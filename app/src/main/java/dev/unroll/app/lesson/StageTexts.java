package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.viz.view.CellView;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javafx.scene.control.Label;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/**
 * The words on a stage: headings, and lines that quote what was read, which are written anew when other numbers are shown and hidden
 * where these are to be guessed.
 *
 * @param <S> what the lesson reads off its model
 */
public final class StageTexts<S extends Traced> {
    private final Messages messages;
    private final Predicate<String> hides;
    private final List<Quote> quotes = new ArrayList<>();
    private final List<Runnable> words = new ArrayList<>();
    private @Nullable S shown;

    /** Words that tell what stands under a name. */
    private record Quote(String name, Label label, Supplier<String> words) {
        void show(boolean hidden) {
            label.setText(hidden ? "?" : words.get());
        }
    }

    /** @param hides whether what stands under a name is to be guessed */
    StageTexts(Messages messages, Predicate<String> hides) {
        this.messages = messages;
        this.hides = hides;
    }

    void show(S now) {
        shown = now;
        words.forEach(Runnable::run);
    }

    /**
     * A line of text over the numbers on screen, which is hidden where these are to be guessed.
     *
     * @param name what is told, as guides hide it
     * @param words the text, asked for whenever other numbers are shown
     */
    public Label quote(String name, Supplier<String> words) {
        Label label = new Label();
        label.setMinWidth(Region.USE_PREF_SIZE);
        label.getStyleClass().add("stage-quote");
        quotes.add(new Quote(name, label, words));
        return label;
    }

    /**
     * As {@link #quote(String, Supplier)}, told of what was read.
     *
     * @param key of the text
     * @param arguments as in {@link #words}
     */
    public Label quote(String name, String key, Function<S, List<?>> arguments) {
        return quote(name, () -> words(shown == null ? List.of() : arguments.apply(shown), key));
    }

    /** Writes the quoted numbers anew, now that a stage shows others. */
    public void requote() {
        quotes.forEach(quote -> quote.show(hides.test(quote.name)));
    }

    /** As {@link #quote(String, String, Function)}, taking no room while there is nothing to be said. */
    public Label remark(String name, String key, Function<S, List<?>> arguments) {
        Label label = quote(name, key, arguments);
        label.managedProperty().bind(label.textProperty().isNotEmpty());
        return label;
    }

    /** A small line of text above a group of views. */
    public Label heading(String key) {
        Label label = new Label();
        label.textProperty().bind(messages.text(key));
        label.getStyleClass().add("stage-heading");
        return label;
    }

    /**
     * A few words that quote what was read.
     *
     * @param key of the text
     * @param arguments what stands for {0}, {1} … in it; none where there is nothing to be said
     */
    public Label words(String key, Function<S, List<?>> arguments) {
        Label label = new Label();
        label.setWrapText(true);
        label.getStyleClass().add("stage-words");
        words.add(() -> label.setText(words(shown == null ? List.of() : arguments.apply(shown), key)));
        return label;
    }

    private String words(List<?> said, String key) {
        return said.isEmpty() ? "" : messages.get(key, said.toArray());
    }

    /** A view with a few words above it, which wrap and are never cut off. */
    public static VBox under(Label words, Region view) {
        words.setWrapText(true);
        words.setMinHeight(Region.USE_PREF_SIZE);
        VBox.setVgrow(view, Priority.ALWAYS);
        return new VBox(words, view);
    }

    /** As {@link #under}, where the words tell the view’s numbers and are gone while those are to be guessed. */
    public static VBox told(Label words, CellView view) {
        words.visibleProperty().bind(view.veiledProperty().isNull());
        return under(words, view);
    }
}
