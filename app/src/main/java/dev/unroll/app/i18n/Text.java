package dev.unroll.app.i18n;

import java.util.Set;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.WeakListener;
import javafx.beans.binding.StringBinding;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.ObservableValue;

/**
 * A text that follows the language. Bindings hear of their sources through weak references, so one that is only listened to would be
 * collected and fall silent: this one is held as long as it has listeners that are not weak themselves.
 */
final class Text extends StringBinding {
    private final Set<Text> heard;
    private final ObservableValue<Language> language;
    private final Supplier<String> now;
    private int listeners;

    /**
     * Follows the language.
     *
     * @param heard holds those that are listened to
     */
    Text(ObservableValue<Language> language, Supplier<String> now, Set<Text> heard) {
        this.language = language;
        this.now = now;
        this.heard = heard;
        bind(language);
    }

    @Override
    protected String computeValue() {
        return now.get();
    }

    @Override
    public void addListener(InvalidationListener listener) {
        super.addListener(listener);
        count(listener, 1);
    }

    @Override
    public void addListener(ChangeListener<? super String> listener) {
        super.addListener(listener);
        count(listener, 1);
    }

    @Override
    public void removeListener(InvalidationListener listener) {
        super.removeListener(listener);
        count(listener, -1);
    }

    @Override
    public void removeListener(ChangeListener<? super String> listener) {
        super.removeListener(listener);
        count(listener, -1);
    }

    private void count(Object listener, int by) {
        if (listener instanceof WeakListener) return;
        listeners = Math.max(0, listeners + by);
        if (listeners > 0) heard.add(this);
        else heard.remove(this);
    }

    @Override
    public void dispose() {
        unbind(language);
        heard.remove(this);
    }
}
