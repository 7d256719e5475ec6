package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    private final ObjectProperty<@Nullable Consumer<Operand>> onOperand = new SimpleObjectProperty<>(this, "onOperand");
    private final ReadOnlyObjectWrapper<@Nullable Explanation> explanation =
            new ReadOnlyObjectWrapper<>(this, "explanation");
    private final List<Explanation> path = new ArrayList<>();
    private final VBox content = new VBox();
    private boolean allTerms;

    /** An empty card. */
    public ArithmeticCard() {
        getStyleClass().add("arithmetic-card");
        content.getStyleClass().add("arithmetic-content");
        getStylesheets().add(CanvasView.stylesheet());
        getChildren().add(content);
        text.addListener(o -> rebuild());
        addEventHandler(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() != KeyCode.BACK_SPACE || path.size() < 2) return;
            back();
            e.consume();
        });
    }

    /**
     * Shows a number. If it stands at the same place as the one shown now, as after a training step, the way back is kept;
     * otherwise it begins anew.
     */
    public void show(@Nullable Explanation of) {
        boolean same = of != null && !path.isEmpty() && path.getLast().place().equals(of.place());
        if (same) {
            path.removeLast();
        } else {
            path.clear();
            allTerms = false;
        }
        if (of != null) path.add(of);
        rebuild();
    }

    /** Leads on to an operand of what is shown, as a click on it does. */
    public void follow(Operand operand) {
        allTerms = false;
        path.add(Explanation.of(operand));
        rebuild();
        Consumer<Operand> handler = onOperand.get();
        if (handler != null) handler.accept(operand);
    }

    /** Goes back to the number from which the present one was reached, if there is one. */
    public void back() {
        if (path.size() > 1) backTo(path.size() - 2);
    }

    private void backTo(int index) {
        path.subList(index + 1, path.size()).clear();
        allTerms = false;
        rebuild();
    }

    private void rebuild() {
        content.getChildren().clear();
        explanation.set(path.isEmpty() ? null : path.getLast());
        if (path.isEmpty()) return;
        Explanation shown = path.getLast();
        if (path.size() > 1) content.getChildren().add(breadcrumbs());
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
        for (int i = Math.max(0, path.size() - 4); i < path.size() - 1; i++) {
            int index = i;
            Hyperlink link = new Hyperlink(path.get(i).place().label());
            link.setOnAction(e -> backTo(index));
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
        line.getChildren().addAll(FormulaLine.of(shown.expression(), this::follow));
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
            content.getChildren().add(new TermRow(term, largest, this::follow));
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

    /** Told of each operand that was followed, so that other views can point at it. */
    public ObjectProperty<@Nullable Consumer<Operand>> onOperandProperty() {
        return onOperand;
    }

    public void setOnOperand(@Nullable Consumer<Operand> handler) {
        onOperand.set(handler);
    }

    /** The words of the card. */
    public ObjectProperty<ArithmeticText> textProperty() {
        return text;
    }
}
