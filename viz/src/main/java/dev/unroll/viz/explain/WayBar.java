package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Place;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;

/** The way from the root to where one stands, and the buttons that walk it. Its nodes stay while only the words change. */
final class WayBar extends StackPane {
    private static final int MOST_BEFORE = 3;

    private final Button back = new Button();
    private final Button forward = new Button("›");
    private final Line line = new Line("arithmetic-path", 6);
    private final List<Crumb> crumbs = new ArrayList<>();
    private final IntConsumer onStand;
    private int at;

    /** @param onStand told to which place of the way to go, counted from the root */
    WayBar(IntConsumer onStand) {
        this.onStand = onStand;
        back.getStyleClass().add("arithmetic-back");
        back.setOnAction(e -> onStand.accept(at - 1));
        forward.getStyleClass().add("arithmetic-forward");
        forward.setOnAction(e -> onStand.accept(at + 1));
        forward.setTooltip(PieceNodes.tip(""));
        getChildren().add(line);
        rebuild(0);
    }

    void show(Walk walk, AxisNames names, ArithmeticText text) {
        at = walk.at();
        boolean needed = at > 0 || walk.canGoForward();
        setVisible(needed);
        setManaged(needed);
        back.setText("‹ " + text.back());
        back.setDisable(at <= 0);
        forward.setDisable(!walk.canGoForward());
        forward.setAccessibleText(text.forward());
        forward.getTooltip().setText(text.forward());
        List<Place> path = walk.path();
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < path.size() - 1; i++) if (i == 0 || i >= path.size() - MOST_BEFORE) shown.add(i);
        if (crumbs.size() != shown.size()) rebuild(shown.size());
        for (int i = 0; i < shown.size(); i++) {
            boolean gap = i > 0 && shown.get(i) > shown.get(i - 1) + 1;
            Place place = path.get(shown.get(i));
            crumbs.get(i).show(shown.get(i), Symbols.of(place, names), place.label(), gap);
        }
    }

    /** Gives the keyboard to the button that goes back. */
    void focusBack() {
        if (isVisible()) back.requestFocus();
    }

    private void rebuild(int count) {
        crumbs.clear();
        List<Node> nodes = new ArrayList<>(List.of(back, forward));
        for (int i = 0; i < count; i++) {
            Crumb crumb = new Crumb();
            crumbs.add(crumb);
            nodes.addAll(List.of(crumb.before, crumb.link));
        }
        line.getChildren().setAll(nodes);
    }

    /** A place on the way, which leads back to it. */
    private final class Crumb {
        final Hyperlink link = new Hyperlink();
        final Label before = PieceNodes.label("arithmetic-sign");
        private int index;

        Crumb() {
            link.getStyleClass().add("arithmetic-crumb");
            link.setWrapText(true);
            link.setTooltip(PieceNodes.tip(""));
            link.setOnAction(e -> onStand.accept(index));
        }

        void show(int newIndex, String symbol, String name, boolean gap) {
            index = newIndex;
            link.setVisited(false);
            link.setText(symbol);
            link.setAccessibleText(name);
            link.getTooltip().setText(name);
            before.setText(gap ? "› … ›" : "›");
            before.setVisible(index > 0);
            before.setManaged(index > 0);
        }
    }
}
