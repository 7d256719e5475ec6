package dev.unroll.app.guide;

import dev.unroll.app.i18n.Messages;
import dev.unroll.viz.view.DirectScrollPane;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.beans.WeakInvalidationListener;
import javafx.beans.binding.Bindings;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The words of a guide's step, what is to be guessed, and what is claimed with the numbers as they are now. */
public final class GuidePane extends VBox {
    private static final PseudoClass BROKEN = PseudoClass.getPseudoClass("broken");

    /** How much of the window's height the words have at least, if they need it. */
    private static final double LEAST = .4;

    private final GuideWalk walk;
    private final Messages messages;
    private final String keys;
    private final Supplier<? extends @Nullable Measured> measured;
    private final Label count = new Label();
    private final VBox words = new VBox();

    /** What the words, as they are, change with the numbers. */
    private final List<Consumer<Measured>> live = new ArrayList<>();

    private final InvalidationListener refresher = _ -> refresh();

    /**
     * A pane that follows a walk.
     *
     * @param keys what the keys of the words begin with, such as {@code rnn.guide.}
     * @param measured the numbers as they are now; null while there are none
     * @param changes what the numbers change with
     */
    public GuidePane(
            GuideWalk walk,
            Messages messages,
            String keys,
            Supplier<? extends @Nullable Measured> measured,
            Observable changes) {
        this.walk = walk;
        this.messages = messages;
        this.keys = keys;
        this.measured = measured;
        getStyleClass().add("guide");
        words.getStyleClass().add("guide-words");
        ScrollPane scroll = new DirectScrollPane(words);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.prefViewportHeightProperty().bind(words.heightProperty()); // what wraps is higher than it says by itself
        words.heightProperty().addListener(_ -> Platform.runLater(this::requestLayout)); // it is known only in a layout
        scroll.minViewportHeightProperty()
                .bind(Bindings.createDoubleBinding(
                        () -> Math.min(
                                words.getHeight(),
                                LEAST * (getScene() == null ? 0 : getScene().getHeight())),
                        words.heightProperty(),
                        sceneProperty().flatMap(Scene::heightProperty)));
        scroll.setFocusTraversable(false);
        scroll.getStyleClass().addAll("edge-to-edge", "guide-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(scroll, bar());
        walk.placeProperty().addListener(refresher);
        changes.addListener(refresher);
        messages.languageProperty().addListener(new WeakInvalidationListener(refresher));
        refresh();
    }

    private HBox bar() {
        Button back = button("guide-back", Feather.CHEVRON_LEFT, "guide.back", walk::back);
        Button again = button("guide-again", Feather.ROTATE_CCW, "guide.again", walk::again);
        Button forward = button("guide-forward", Feather.CHEVRON_RIGHT, "guide.forward", () -> {
            if (walk.canGoForward()) walk.forward();
        });
        back.disableProperty().bind(walk.placeProperty().map(_ -> !walk.canGoBack()));
        forward.disableProperty().bind(walk.placeProperty().map(_ -> !walk.canGoForward()));
        count.setId("guide-count");
        count.getStyleClass().add("muted");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox bar = new HBox(back, count, forward, space, again);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("guide-bar");
        return bar;
    }

    private Button button(String id, Feather icon, String key, Runnable action) {
        Button button = new Button(null, new FontIcon(icon));
        button.setId(id);
        button.getStyleClass().add("flat");
        button.setOnAction(_ -> action.run());
        button.accessibleTextProperty().bind(messages.text(key));
        return button;
    }

    private void refresh() {
        GuideWalk.Place place = walk.placeProperty().get();
        count.setText(
                messages.get("guide.count", place.index() + 1, walk.steps().size()));
        Measured now = measured.get();
        boolean sameStep = Objects.equals(
                words.getUserData(),
                new Shown(place, messages.languageProperty().get()));
        if (sameStep && now != null) update(now);
        else rebuild(place, now);
    }

    private record Shown(GuideWalk.Place place, Object language) {}

    /** New numbers in the same words, so that what is being pressed stays. */
    private void update(Measured now) {
        live.forEach(one -> one.accept(now));
    }

    private void rebuild(GuideWalk.Place place, @Nullable Measured now) {
        words.setUserData(
                now == null
                        ? null
                        : new Shown(place, messages.languageProperty().get()));
        words.getChildren().clear();
        live.clear();
        GuideStep step = walk.step();
        String key = keys + step.id() + ".";
        paragraphIfAny("do", key);
        Guess guess = step.guess();
        if (guess != null && now != null) guess(guess, place, key);
        if (place.phase() != GuideWalk.Phase.ASKED) { // what is to be noticed would give away what is to be guessed
            paragraphIfAny("notice", key);
            paragraphIfAny("ask", key);
            if (now != null) step.claims().forEach(this::claim);
        }
        if (now != null) update(now);
    }

    private void paragraphIfAny(String part, String key) {
        if (messages.has(key + part)) paragraph("guide." + part, key + part);
    }

    private void paragraph(String heading, String key) {
        Label title = new Label(messages.get(heading));
        title.getStyleClass().add("guide-heading");
        String text = messages.get(key);
        Label label = wrapped(text);
        live.add(now -> label.setText(LiveText.of(text, now)));
        words.getChildren().addAll(title, label);
    }

    private static Label wrapped(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }

    /** A claim, and whether it holds now: after knobs were turned it need not. */
    private void claim(Claim claim) {
        Label line = wrapped("");
        line.getStyleClass().add("guide-claim");
        live.add(now -> {
            Measured labelled = new LabelledNumbers(now, messages);
            line.setText(
                    ifThere(() -> (claim.holds(now) ? "✓ " : "✗ ") + claim.text(labelled), "… " + claim.written()));
            line.pseudoClassStateChanged(BROKEN, !ifThere(() -> claim.holds(now), false));
        });
        words.getChildren().add(line);
    }

    /** What is said of numbers; something else while a text or size is shown that has no such numbers. */
    private static <T> T ifThere(Supplier<T> said, T otherwise) {
        try {
            return said.get();
        } catch (IllegalArgumentException e) {
            return otherwise;
        }
    }

    private void guess(Guess guess, GuideWalk.Place place, String key) {
        paragraph("guide.guess", key + "guess");
        if (place.phase() == GuideWalk.Phase.ASKED) {
            words.getChildren().add(guess instanceof Guess.Amount ? numberField() : options(guess));
            return;
        }
        Label verdict = wrapped("");
        verdict.setId("guide-verdict");
        verdict.getStyleClass().add("guide-verdict");
        live.add(now -> verdict.setText(ifThere(() -> verdict(guess, place.answer(), now), "…")));
        words.getChildren().add(verdict);
        if (place.phase() == GuideWalk.Phase.WHY) paragraph("guide.why", key + "why");
    }

    private String verdict(Guess guess, @Nullable String answer, Measured now) {
        String right = name(guess, guess.answer(now));
        if (answer == null) return messages.get("guess.is", right);
        return messages.get(guess.right(answer, now) ? "guess.right" : "guess.wrong", right, name(guess, answer));
    }

    private String name(Guess guess, String option) {
        return guess.translated() ? messages.get(option) : option;
    }

    private Node options(Guess guess) {
        FlowPane pane = new FlowPane();
        pane.getStyleClass().add("guide-options");
        live.add(now -> {
            List<String> options = ifThere(() -> guess.options(now), List.of());
            if (options.equals(pane.getUserData())) return; // so that what is being pressed stays
            pane.setUserData(options);
            pane.getChildren()
                    .setAll(options.stream()
                            .map(option -> option(guess, option))
                            .toList());
        });
        return pane;
    }

    private Button option(Guess guess, String option) {
        Button button = new Button(guess.translated() ? messages.get(option) : option);
        button.getStyleClass().add("guide-option");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> answer(option));
        return button;
    }

    private Node numberField() {
        TextField field = new TextField();
        field.setId("guide-number");
        field.setPrefColumnCount(5);
        field.setMaxWidth(Region.USE_PREF_SIZE);
        field.setOnAction(_ -> answer(field.getText()));
        return field;
    }

    private void answer(String answer) {
        Measured now = measured.get();
        if (now != null) walk.answer(answer, now);
    }
}
