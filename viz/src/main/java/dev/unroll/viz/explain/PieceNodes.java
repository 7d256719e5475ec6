package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Place;
import dev.unroll.viz.explain.Piece.Amount;
import dev.unroll.viz.explain.Piece.Link;
import dev.unroll.viz.explain.Piece.Sign;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;

/** The pieces of a line as nodes, which keep their identity while only their words change. */
final class PieceNodes {
    private PieceNodes() {}

    /** Makes {@code nodes} show {@code pieces}: the same nodes if the pieces are of the same kinds. */
    static void show(List<Piece> pieces, List<Node> nodes, Consumer<Place> onFollow) {
        boolean same = pieces.size() == nodes.size();
        for (int i = 0; same && i < pieces.size(); i++)
            same = kind(pieces.get(i)) == nodes.get(i).getClass();
        if (!same) {
            List<Node> fresh =
                    pieces.stream().map(piece -> node(piece, onFollow)).toList();
            nodes.clear();
            nodes.addAll(fresh);
        }
        for (int i = 0; i < pieces.size(); i++) update(nodes.get(i), pieces.get(i));
    }

    private static Class<? extends Node> kind(Piece piece) {
        return switch (piece) {
            case Sign sign -> SignLabel.class;
            case Link link -> LinkBox.class;
            case Amount amount -> AmountBox.class;
        };
    }

    private static Node node(Piece piece, Consumer<Place> onFollow) {
        return switch (piece) {
            case Sign sign -> new SignLabel();
            case Link link -> new LinkBox(onFollow);
            case Amount amount -> new AmountBox();
        };
    }

    private static void update(Node node, Piece piece) {
        switch (piece) {
            case Sign sign when node instanceof SignLabel label -> label.show(sign);
            case Link link when node instanceof LinkBox box -> box.show(link);
            case Amount amount when node instanceof AmountBox box -> box.show(amount);
            default -> throw new IllegalStateException("A node that does not fit its piece.");
        }
    }

    /** A label that wraps rather than being cut off. */
    static Label label(String styleClass) {
        Label label = new Label();
        label.getStyleClass().add(styleClass);
        label.setWrapText(true);
        return label;
    }

    /** A tip whose words can be changed. */
    static Tooltip tip(String text) {
        Tooltip tip = new Tooltip(text);
        tip.getStyleClass().add("viz-tip");
        return tip;
    }

    /** A sign between numbers; it knows where a line may be broken. */
    static final class SignLabel extends Label {
        private boolean breakBefore;
        private boolean breakAfter;

        SignLabel() {
            getStyleClass().add("arithmetic-sign");
            setWrapText(true);
        }

        void show(Sign sign) {
            setText(sign.number());
            breakBefore = sign.infix();
            breakAfter = sign.separates();
        }

        boolean breakBefore() {
            return breakBefore;
        }

        boolean breakAfter() {
            return breakAfter;
        }
    }

    /** A number over its symbol. */
    private static class NumberBox<N extends Labeled> extends VBox {
        final N number;
        private final Label name = label("arithmetic-names");
        private final Tooltip tip = tip("");

        NumberBox(N number) {
            this.number = number;
            getStyleClass().add("arithmetic-number");
            number.setWrapText(true);
            number.setTooltip(tip);
            getChildren().addAll(number, name);
        }

        void show(Piece piece, String full) {
            number.setText(piece.number());
            number.setAccessibleText(full.replace('\n', ' '));
            name.setText(piece.symbol());
            tip.setText(full);
        }
    }

    /** A number that leads on when it is pressed. */
    static final class LinkBox extends NumberBox<Hyperlink> {
        private @Nullable Place place;

        LinkBox(Consumer<Place> onFollow) {
            super(new Hyperlink());
            number.getStyleClass().add("arithmetic-operand");
            number.setOnAction(e -> {
                number.setVisited(false);
                Place to = place;
                if (to != null) onFollow.accept(to);
            });
        }

        void show(Link link) {
            place = link.place();
            show(link, link.full());
        }

        /** Gives the keyboard to the number if it stands at {@code at}, or anyway if that is null. */
        boolean focus(@Nullable Place at) {
            if (at != null && !at.equals(place)) return false;
            number.requestFocus();
            return true;
        }
    }

    /** A sum that is written as one number. */
    static final class AmountBox extends NumberBox<Label> {
        AmountBox() {
            super(new Label());
            number.getStyleClass().add("arithmetic-amount");
        }

        void show(Amount amount) {
            show(amount, amount.full());
        }
    }
}
