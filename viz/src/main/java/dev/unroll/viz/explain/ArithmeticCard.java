package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Explanation;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.explain.PieceNodes.LinkBox;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javafx.animation.Animation;
import javafx.animation.PauseTransition;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

/**
 * One number as a good textbook would work it out: what it is, the formula with the real numbers, and the terms of a long sum,
 * largest first. Every operand is a link that leads to its own arithmetic; the way back is kept at the top.
 */
public final class ArithmeticCard extends Region {
    private final ObjectProperty<ArithmeticText> text =
            new SimpleObjectProperty<>(this, "text", ArithmeticText.ENGLISH);
    private final ObjectProperty<AxisNames> names = new SimpleObjectProperty<>(this, "names", AxisNames.NONE);
    private final ObjectProperty<@Nullable Consumer<Place>> onFollow = new SimpleObjectProperty<>(this, "onFollow");
    private final ReadOnlyObjectWrapper<@Nullable Explanation> explanation =
            new ReadOnlyObjectWrapper<>(this, "explanation");
    private final ReadOnlyObjectWrapper<@Nullable Place> place = new ReadOnlyObjectWrapper<>(this, "place");
    private final ReadOnlyObjectWrapper<@Nullable Place> root = new ReadOnlyObjectWrapper<>(this, "root");
    private final Walk walk = new Walk();
    private @Nullable Explainer explainer;
    private final WayBar wayBar = new WayBar(this::stand);
    private final Label symbol = PieceNodes.label("arithmetic-name");
    private final Label value = PieceNodes.label("arithmetic-value");
    private final Tooltip tip = PieceNodes.tip("");
    private final Label given = PieceNodes.label("arithmetic-note");
    private final Line formula = new Line("arithmetic-formula", 0);
    private final Label heading = PieceNodes.label("arithmetic-note");
    private final TermTable table = new TermTable(this::followPlace);
    private final Label rest = PieceNodes.label("arithmetic-note");
    private final Button showAll = new Button();
    private final Line restLine = new Line("arithmetic-rest", 8, rest, showAll);
    private final ReceiptLine receipt = new ReceiptLine();
    private final Button copy = new Button();
    private final PauseTransition copied = new PauseTransition(Duration.seconds(1.5));
    private final VBox content = new VBox();
    private boolean allTerms;

    /** An empty card. */
    public ArithmeticCard() {
        getStyleClass().add("arithmetic-card");
        getStylesheets().add(CanvasView.stylesheet());
        content.getStyleClass().add("arithmetic-content");
        symbol.setTooltip(tip);
        value.setTooltip(tip);
        showAll.getStyleClass().add("arithmetic-all");
        showAll.setOnAction(e -> showAll());
        copy.getStyleClass().add("arithmetic-copy");
        copy.setOnAction(e -> copy());
        copied.setOnFinished(e -> copy.setText(text.get().copy()));
        Line subject = new Line("arithmetic-subject", 8, symbol, value);
        content.getChildren().addAll(wayBar, subject, given, formula, heading, table, restLine, receipt, copy);
        getChildren().add(content);
        text.addListener(o -> render());
        names.addListener(o -> render());
        addEventHandler(KeyEvent.KEY_PRESSED, this::onKey);
        render();
    }

    private void onKey(KeyEvent e) {
        if (e.getCode() == KeyCode.BACK_SPACE || e.isAltDown() && e.getCode() == KeyCode.LEFT) back();
        else if (e.isAltDown() && e.getCode() == KeyCode.RIGHT) forward();
        else return;
        e.consume();
    }

    /** Begins anew at a place; an empty card if there is no such place. */
    public void show(Explainer from, Place at) {
        explainer = from;
        walk.begin(at);
        arrive();
    }

    /**
     * Explains the whole way again in a newer snapshot. It ends before the first place that is no longer there. Nothing of the
     * older snapshot is kept.
     */
    public void refresh(Explainer newest) {
        explainer = newest;
        arrive();
    }

    /** Empties the card. */
    public void clear() {
        explainer = null;
        walk.clear();
        arrive();
    }

    /**
     * Moves the whole way by so many steps in time, as when the transport goes to another step: along the target axis where a
     * place has one, else along the time axis. The way ends before the first place that is not there.
     */
    public void moveTime(int by) {
        walk.moveTime(by);
        arrive();
    }

    /** Leads on to a place, as a click on an operand does. Nothing happens if there is no such place. */
    public void followPlace(Place to) {
        Explainer from = explainer;
        if (from == null || !from.contains(to)) return;
        walk.follow(to);
        arriveAndTell(null);
    }

    /** Goes back to the number from which the present one was reached, if there is one. */
    public void back() {
        stand(walk.at() - 1);
    }

    /** Goes on again to the number from which one went back, if there is one. */
    public void forward() {
        stand(walk.at() + 1);
    }

    private void stand(int index) {
        Place from = walk.current();
        boolean backwards = index < walk.at();
        if (walk.stand(index)) arriveAndTell(backwards ? from : null);
    }

    /** @param from the place from which one goes back; null if one goes on */
    private void arriveAndTell(@Nullable Place from) {
        boolean numberHasKeyboard = focusedNumber() != null;
        allTerms = false;
        arrive();
        if (numberHasKeyboard) focusNumber(from);
        Place current = walk.current();
        Consumer<Place> handler = onFollow.get();
        if (handler != null && current != null) handler.accept(current);
    }

    private void arrive() {
        Explainer from = explainer;
        walk.cut(at -> from != null && from.contains(at));
        Place current = walk.current();
        if (!Objects.equals(current, place.get())) allTerms = false;
        explanation.set(from == null || current == null ? null : from.explain(current));
        root.set(walk.root());
        place.set(current);
        render();
    }

    private void render() {
        Explanation shown = explanation.get();
        content.setVisible(shown != null);
        if (shown == null) {
            // No number of an older pass may stay behind, not even in words.
            PieceNodes.show(List.of(), formula.getChildren(), this::followPlace);
            table.show(List.of());
            return;
        }
        ArithmeticText words = text.get();
        AxisNames axes = names.get();
        boolean held = table.isPressed();
        Working.Choice choice = new Working.Choice(allTerms, held ? table.keys() : List.of(), focusedTerm());
        Working working = Working.of(shown, axes, choice);
        wayBar.show(walk, axes, words);
        symbol.setText(Symbols.of(shown.place(), axes));
        value.setText("= " + Formula.brief(shown.value()));
        tip.setText(shown.place().label() + "\n" + String.format(words.computed(), Numbers.full(shown.value())));
        symbol.setAccessibleText(shown.place().label());
        put(given, working.formula().isEmpty() ? words.given() : "");
        List<Piece> line = new ArrayList<>(working.formula());
        if (!line.isEmpty()) line.addFirst(new Piece.Sign("= "));
        PieceNodes.show(line, formula.getChildren(), this::followPlace);
        put(heading, working.termCount() == 0 ? "" : String.format(words.terms(), working.termCount()));
        table.show(working.terms());
        boolean folded = working.restCount() > 0;
        restLine.setVisible(folded);
        restLine.setManaged(folded);
        rest.setText(String.format(words.rest(), working.restCount(), Numbers.brief(working.rest())));
        showAll.setText(words.showAll());
        receipt.show(working, shown, words);
        if (copied.getStatus() != Animation.Status.RUNNING) copy.setText(words.copy());
        requestLayout();
    }

    private static void put(Label label, String words) {
        label.setText(words);
        label.setVisible(!words.isEmpty());
        label.setManaged(!words.isEmpty());
    }

    private void showAll() {
        int first = table.rows().size();
        allTerms = true;
        render();
        for (Node node : table.rows().get(first).pieces()) if (node instanceof LinkBox box && box.focus(null)) return;
    }

    // --- the keyboard ---

    private @Nullable Node focusedNumber() {
        Node owner = getScene() == null ? null : getScene().getFocusOwner();
        for (Node node = owner; node != null && node != this; node = node.getParent())
            if (node == formula || node == table) return owner;
        return null;
    }

    /** The term whose number has the keyboard, by its number in the sum; −1 for none. */
    private int focusedTerm() {
        for (Node node = focusedNumber(); node != null; node = node.getParent())
            if (node instanceof TermRow row) return row.key();
        return -1;
    }

    /** Gives the keyboard to the number at a place, or to the first number. */
    private void focusNumber(@Nullable Place at) {
        List<Node> numbers = new ArrayList<>(formula.getChildren());
        for (TermRow row : table.rows()) numbers.addAll(row.pieces());
        for (Node node : numbers) if (node instanceof LinkBox box && at != null && box.focus(at)) return;
        for (Node node : numbers) if (node instanceof LinkBox box && box.focus(null)) return;
        wayBar.focusBack();
    }

    // --- text ---

    /** The way from the root to what is shown as plain text: each number with its formula, its terms and all digits. */
    public String asText() {
        Explainer from = explainer;
        if (from == null) return "";
        return Transcript.of(walk.path().stream().map(from::explain).toList(), names.get(), text.get());
    }

    private void copy() {
        ClipboardContent clip = new ClipboardContent();
        clip.putString(asText());
        Clipboard.getSystemClipboard().setContent(clip);
        copy.setText(text.get().copied());
        copied.playFromStart();
    }

    @Override
    protected void layoutChildren() {
        content.resizeRelocate(0, 0, getWidth(), Math.max(getHeight(), content.prefHeight(getWidth())));
    }

    @Override
    protected double computePrefHeight(double width) {
        return content.prefHeight(width < 0 ? prefWidth(-1) : width);
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefWidth(double height) {
        return 300;
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    /** What is shown now, or null. */
    public ReadOnlyObjectProperty<@Nullable Explanation> explanationProperty() {
        return explanation.getReadOnlyProperty();
    }

    /** The place of what is shown now, or null. */
    public ReadOnlyObjectProperty<@Nullable Place> placeProperty() {
        return place.getReadOnlyProperty();
    }

    /** The place at which the way began, or null. */
    public ReadOnlyObjectProperty<@Nullable Place> rootProperty() {
        return root.getReadOnlyProperty();
    }

    /** Told of each place that was walked to, by following an operand, back or forward, so that other views can point at it. */
    public ObjectProperty<@Nullable Consumer<Place>> onFollowProperty() {
        return onFollow;
    }

    public void setOnFollow(@Nullable Consumer<Place> handler) {
        onFollow.set(handler);
    }

    /** What the positions along axes are called. */
    public ObjectProperty<AxisNames> namesProperty() {
        return names;
    }

    public void setNames(AxisNames axisNames) {
        names.set(axisNames);
    }

    /** The words of the card. */
    public ObjectProperty<ArithmeticText> textProperty() {
        return text;
    }
}
