package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.Inspector;
import dev.unroll.app.lesson.Traced;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.explain.ArithmeticCard;
import dev.unroll.viz.explain.ArithmeticText;
import dev.unroll.viz.explain.Explainer;
import dev.unroll.viz.view.DirectScrollPane;
import org.jspecify.annotations.Nullable;

import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Where the arithmetic of a number is shown, and what to do as long as none is. */
final class InspectorPane extends VBox implements Inspector {
    private final ArithmeticCard card = new ArithmeticCard();

    InspectorPane(Messages messages) {
        getStyleClass().add("inspector");
        Label heading = new Label();
        heading.textProperty().bind(messages.text("inspector"));
        heading.getStyleClass().add("pane-heading");
        Label empty = new Label();
        empty.textProperty().bind(messages.text("inspector.empty"));
        empty.setWrapText(true);
        empty.setMinHeight(USE_PREF_SIZE);
        empty.getStyleClass().add("muted");
        empty.visibleProperty().bind(card.placeProperty().isNull());
        empty.managedProperty().bind(empty.visibleProperty());
        ScrollPane scroll = new DirectScrollPane(card);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        scroll.getStyleClass().add("edge-to-edge");
        scroll.visibleProperty().bind(empty.visibleProperty().not());
        scroll.managedProperty().bind(scroll.visibleProperty());
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(heading, empty, scroll);
        // As long as nothing is shown it has what the guide above leaves.
        minHeightProperty().bind(heightAsked());
        prefHeightProperty().bind(heightAsked());
        messages.languageProperty().subscribe(() -> card.textProperty().set(words(messages)));
        card.textProperty().set(words(messages));
    }

    private static ArithmeticText words(Messages messages) {
        return new ArithmeticText(
                messages.get("card.back"),
                messages.get("card.forward"),
                messages.get("card.given"),
                messages.get("card.terms"),
                messages.get("card.rest"),
                messages.get("card.showAll"),
                messages.get("card.sumAgain"),
                messages.get("card.formulaAgain"),
                messages.get("card.equal"),
                messages.get("card.unequal"),
                messages.get("card.rounding"),
                messages.get("card.computed"),
                messages.get("card.copy"),
                messages.get("card.copied"));
    }

    private ObservableValue<Number> heightAsked() {
        return Bindings.when(card.placeProperty().isNull()).then(0).otherwise(USE_COMPUTED_SIZE);
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        boolean fits = card.placeProperty().get() != null || getHeight() >= computePrefHeight(getWidth()) - 1;
        for (Node child : getChildren()) child.setOpacity(fits ? 1 : 0);
    }

    @Override
    public void show(Traced source, Place place) {
        card.setNames(source.names());
        card.show(Explainer.of(source.trace()), place);
    }

    @Override
    public void refresh(Traced source) {
        card.setNames(source.names());
        card.refresh(Explainer.of(source.trace()));
    }

    @Override
    public void moveTime(int steps) {
        card.moveTime(steps);
    }

    @Override
    public void clear() {
        card.clear();
    }

    @Override
    public ReadOnlyObjectProperty<@Nullable Place> placeProperty() {
        return card.placeProperty();
    }
}
