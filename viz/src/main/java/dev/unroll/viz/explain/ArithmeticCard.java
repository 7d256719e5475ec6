package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Orientation;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/**
 * One number as a good textbook would work it out: what it is, the formula with the real numbers, and the terms of a long sum,
 * largest first. Every operand is a link that leads to its own arithmetic; the way back is kept at the top.
 */
public final class ArithmeticCard extends Region {
    private static final int MOST_TERMS = 12;

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
    private final VBox content = new VBox();
    private boolean allTerms;

    /** An empty card. */
    public ArithmeticCard() {
        getStyleClass().add("arithmetic-card");
        content.getStyleClass().add("arithmetic-content");
        getStylesheets().add(CanvasView.stylesheet());
        getChildren().add(content);
        text.addListener(o -> rebuild());
        names.addListener(o -> rebuild());
        addEventHandler(KeyEvent.KEY_PRESSED, this::onKey);
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
        tell();
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
        if (walk.stand(index)) tell();
    }

    private void tell() {
        allTerms = false;
        arrive();
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
        rebuild();
    }

    private void rebuild() {
        content.getChildren().clear();
        Explanation shown = explanation.get();
        if (shown == null) return;
        if (walk.at() > 0) content.getChildren().add(breadcrumbs());
        content.getChildren().addAll(subject(shown), formula(shown));
        List<Expression> terms = FormulaLine.longSum(shown.expression());
        if (!terms.isEmpty()) table(terms);
        requestLayout();
    }

    private FlowPane breadcrumbs() {
        FlowPane line = new FlowPane();
        line.getStyleClass().add("arithmetic-path");
        Button back = new Button("‹ " + text.get().back());
        back.getStyleClass().add("arithmetic-back");
        back.setOnAction(e -> back());
        line.getChildren().add(back);
        List<Place> path = walk.path();
        for (int i = Math.max(0, path.size() - 4); i < path.size() - 1; i++) {
            int index = i;
            Hyperlink link = new Hyperlink(path.get(i).label());
            link.setOnAction(e -> stand(index));
            line.getChildren().addAll(link, styled(new Label("›"), "arithmetic-sign"));
        }
        return line;
    }

    private static FlowPane subject(Explanation shown) {
        FlowPane line = new FlowPane();
        line.getStyleClass().add("arithmetic-subject");
        Label name = styled(new Label(name(shown.place())), "arithmetic-name");
        Label value = styled(new Label(" = " + Numbers.brief(shown.value())), "arithmetic-value");
        name.setWrapText(true);
        value.setTooltip(tip(Numbers.full(shown.value())));
        line.getChildren().addAll(name, value);
        return line;
    }

    private static String name(Place place) {
        return place.name().isEmpty() ? "·" : place.label();
    }

    private FlowPane formula(Explanation shown) {
        FlowPane line = new FlowPane();
        line.getStyleClass().add("arithmetic-formula");
        if (shown.expression() instanceof Constant) {
            line.getChildren().add(styled(new Label(text.get().given()), "arithmetic-note"));
            return line;
        }
        line.getChildren().add(styled(new Label(Numbers.brief(shown.value()) + " = "), "arithmetic-sign"));
        line.getChildren().addAll(FormulaLine.of(shown.expression(), this::followPlace));
        return line;
    }

    private void table(List<Expression> terms) {
        List<Expression> sorted = new ArrayList<>(terms);
        // NaN first: it is what the reader looks for.
        sorted.sort(Comparator.comparingDouble((Expression term) -> {
                    double size = Math.abs(term.value());
                    return Double.isNaN(size) ? Double.POSITIVE_INFINITY : size;
                })
                .reversed());
        double largest = Math.abs(sorted.getFirst().value());
        int shown = allTerms || sorted.size() <= MOST_TERMS + 1 ? sorted.size() : MOST_TERMS;
        String heading = String.format(text.get().terms(), sorted.size());
        content.getChildren().add(styled(new Label(heading), "arithmetic-note"));
        for (Expression term : sorted.subList(0, shown)) {
            content.getChildren().add(new TermRow(term, largest, this::followPlace));
        }
        if (shown < sorted.size()) content.getChildren().add(rest(sorted.subList(shown, sorted.size())));
    }

    private FlowPane rest(List<Expression> terms) {
        double sum = terms.stream().mapToDouble(Expression::value).sum();
        Label label = new Label(String.format(text.get().rest(), terms.size(), Numbers.brief(sum)));
        Button all = new Button(text.get().showAll());
        all.getStyleClass().add("arithmetic-all");
        all.setOnAction(e -> {
            allTerms = true;
            rebuild();
        });
        FlowPane line = new FlowPane(styled(label, "arithmetic-note"), all);
        line.getStyleClass().add("arithmetic-rest");
        return line;
    }

    private static Label styled(Label label, String styleClass) {
        label.getStyleClass().add(styleClass);
        return label;
    }

    private static Tooltip tip(String text) {
        Tooltip tip = new Tooltip(text);
        tip.getStyleClass().add("viz-tip");
        return tip;
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
