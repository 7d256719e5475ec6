package dev.unroll.app.guide;

import dev.unroll.app.i18n.Messages;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.geometry.Pos;
import javafx.scene.Node;
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
    private static final List<String> PARTS = List.of("do", "notice", "ask");

    private final GuideWalk walk;
    private final Messages messages;
    private final String keys;
    private final Supplier<? extends @Nullable Measured> measured;
    private final Label count = new Label();
    private final VBox words = new VBox();
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
        ScrollPane scroll = new ScrollPane(words);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.prefViewportHeightProperty().bind(words.heightProperty()); // what wraps is higher than it says by itself
        scroll.setFocusTraversable(false);
        scroll.getStyleClass().addAll("edge-to-edge", "guide-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(scroll, bar());
        walk.placeProperty().addListener(refresher);
        changes.addListener(refresher);
        messages.languageProperty().addListener(refresher);
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
        count.setText(messages.get("guide.count", place.index() + 1, walk.steps().size()));
        Measured now = measured.get();
        boolean sameStep = Objects.equals(words.getUserData(), new Shown(place, messages.languageProperty().get()));
        if (sameStep && now != null) update(now);
        else rebuild(place, now);
    }

    private record Shown(GuideWalk.Place place, Object language) {}

    /** New numbers in the same words, so that what is being pressed stays. */
    private void update(Measured now) {
        words.getChildren().forEach(node -> {
            if (node instanceof Label label && label.getUserData() instanceof String text)
                label.setText(LiveText.of(text, now));
            else if (node instanceof ClaimLine line) line.show(now);
        });
    }

    private void rebuild(GuideWalk.Place place, @Nullable Measured now) {
        words.setUserData(now == null ? null : new Shown(place, messages.languageProperty().get()));
        words.getChildren().clear();
        GuideStep step = walk.step();
        String key = keys + step.id() + ".";
        for (String part : PARTS) if (messages.has(key + part)) paragraph("guide." + part, key + part, now);
        Guess guess = step.guess();
        if (guess != null && now != null) guess(guess, place, key, now);
        if (place.phase() == GuideWalk.Phase.ASKED) return;
        if (now != null) for (Claim claim : step.claims()) words.getChildren().add(new ClaimLine(claim, now));
    }

    private void paragraph(String heading, String key, @Nullable Measured now) {
        Label title = new Label(messages.get(heading));
        title.getStyleClass().add("guide-heading");
        words.getChildren().addAll(title, text(key, now));
    }

    private Label text(String key, @Nullable Measured now) {
        String text = messages.get(key);
        Label label = new Label(now == null ? text : LiveText.of(text, now));
        label.setUserData(text);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }

    private void guess(Guess guess, GuideWalk.Place place, String key, Measured now) {
        paragraph("guide.guess", key + "guess", now);
        String answer = place.answer();
        if (place.phase() == GuideWalk.Phase.ASKED) {
            words.getChildren().add(guess.options(now).isEmpty() ? numberField() : options(guess, now));
            return;
        }
        String right = name(guess, guess.answer(now));
        String said = answer == null
                ? messages.get("guess.is", right)
                : messages.get(
                        guess.right(answer, now) ? "guess.right" : "guess.wrong", right, name(guess, answer));
        Label verdict = new Label(said);
        verdict.setId("guide-verdict");
        verdict.setWrapText(true);
        verdict.setMinHeight(USE_PREF_SIZE);
        verdict.getStyleClass().add("guide-verdict");
        words.getChildren().add(verdict);
        if (place.phase() == GuideWalk.Phase.WHY) paragraph("guide.why", key + "why", now);
    }

    private String name(Guess guess, String option) {
        return guess.translated() ? messages.get(option) : guess instanceof Guess.Token ? "‘" + option + "’" : option;
    }

    private Node options(Guess guess, Measured now) {
        FlowPane pane = new FlowPane();
        pane.getStyleClass().add("guide-options");
        for (String option : guess.options(now)) {
            Button button = new Button(guess.translated() ? messages.get(option) : option);
            button.getStyleClass().add("guide-option");
            button.setMinWidth(Region.USE_PREF_SIZE);
            button.setOnAction(_ -> answer(option));
            pane.getChildren().add(button);
        }
        return pane;
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

    /** A claim, and whether it holds now: after knobs were turned it need not. */
    private static final class ClaimLine extends Label {
        private final Claim claim;

        ClaimLine(Claim claim, Measured now) {
            this.claim = claim;
            getStyleClass().add("guide-claim");
            setWrapText(true);
            setMinHeight(USE_PREF_SIZE);
            show(now);
        }

        void show(Measured now) {
            try {
                setText((claim.holds(now) ? "✓ " : "✗ ") + claim.text(now));
            } catch (IllegalArgumentException e) {
                setText("… " + claim.written()); // another text or size, which has no such number
            }
        }
    }
}
