package dev.unroll.app.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import dev.unroll.app.i18n.Language;
import dev.unroll.app.i18n.Messages;
import dev.unroll.viz.view.CanvasView;

import java.util.Locale;
import java.util.Objects;
import javafx.application.Application;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.css.PseudoClass;
import javafx.scene.Parent;
import javafx.scene.text.Font;

/** How the screen looks: its theme, its language, and whether it is made for a projector. */
public final class Appearance {
    /** Light or dark. */
    public enum Theme {
        /** Dark on light. */
        LIGHT,
        /** Light on dark. */
        DARK;

        /** The other one. */
        public Theme other() {
            return this == LIGHT ? DARK : LIGHT;
        }
    }

    private static final PseudoClass PRESENTER = PseudoClass.getPseudoClass("presenter");
    private static boolean fontsLoaded;

    private final Messages messages = new Messages();
    private final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(this, "theme", Theme.LIGHT);
    private final BooleanProperty presenter = new SimpleBooleanProperty(this, "presenter", false);

    /** The look that the program has when it is new: light, and in the language of the system if it speaks it. */
    public Appearance() {
        messages.languageProperty().set(Locale.getDefault().getLanguage().equals("zh") ? Language.ZH : Language.EN);
    }

    /** The texts of the screen, with the language. */
    public Messages messages() {
        return messages;
    }

    /** Light or dark. */
    public ObjectProperty<Theme> themeProperty() {
        return theme;
    }

    /** Larger type and less beside the stage. */
    public BooleanProperty presenterProperty() {
        return presenter;
    }

    /** Gives a root this look, now and whenever it changes. */
    void applyTo(Parent root) {
        loadFonts();
        root.getStylesheets().add(CanvasView.stylesheet());
        root.getStylesheets().add(url("unroll.css"));
        theme.subscribe(now -> {
            Application.setUserAgentStylesheet(
                    now == Theme.DARK
                            ? new PrimerDark().getUserAgentStylesheet()
                            : new PrimerLight().getUserAgentStylesheet());
            root.getStyleClass().remove("dark");
            if (now == Theme.DARK) root.getStyleClass().add("dark");
        });
        presenter.subscribe(now -> root.pseudoClassStateChanged(PRESENTER, now));
    }

    private static synchronized void loadFonts() {
        if (fontsLoaded) return;
        fontsLoaded = true;
        for (String name : new String[] {"NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"}) {
            Font.loadFont(url("/dev/unroll/app/fonts/" + name), 12);
        }
    }

    private static String url(String resource) {
        return Objects.requireNonNull(Appearance.class.getResource(resource), resource)
                .toExternalForm();
    }
}
