package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.export.Png;
import dev.unroll.viz.view.CanvasView;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.scene.Scene;
import javafx.scene.layout.HBox;

/** Draws cards into {@code target/gallery}, to be looked at: several numbers, widths, sizes of type, light and dark. */
final class CardGallery {
    private static final Path FOLDER = Path.of("target", "gallery");

    private CardGallery() {}

    public static void main(String[] arguments) throws Exception {
        Files.createDirectories(FOLDER);
        CountDownLatch done = new CountDownLatch(1);
        Platform.startup(() -> {
            try {
                shoot("cards-rnn", rnn(), 300, 13, false);
                shoot("cards-rnn-dark", rnn(), 300, 13, true);
                shoot("cards-rnn-narrow", rnn(), 250, 13, false);
                shoot("cards-rnn-large", rnn(), 360, 24, false);
                shoot("cards-gpt", gpt(), 360, 13, false);
                shoot("cards-long-tokens", longTokens(), 250, 13, false);
                shoot("cards-gpt-large", gpt(), 360, 24, true);
            } catch (Exception e) {
                e.printStackTrace();
            } finally {
                done.countDown();
            }
        });
        done.await();
        Platform.exit();
    }

    private static List<ArithmeticCard> rnn() {
        Trace rnn = Passes.of("rnn", 1);
        Trace lstm = Passes.of("lstm", 1, "layers=2");
        ArithmeticCard sum = card(rnn, Passes.value(rnn, "layer.0/hiddenState", 2, 1));
        sum.followPlace(Passes.value(rnn, "layer.0/preactivation", 2, 1));
        return List.of(
                card(rnn, Passes.value(rnn, "layer.0/hiddenState", 2, 1)),
                sum,
                card(rnn, Passes.gradient(rnn, "layer.0/hiddenState", 1, 2)),
                card(rnn, Passes.gradient(rnn, "layer.0/preactivation", 1, 2)),
                card(lstm, Passes.value(lstm, "layer.1/cellState", 2, 3)),
                card(lstm, Passes.gradient(lstm, "layer.0/hiddenState", 1, 3)));
    }

    private static List<ArithmeticCard> gpt() {
        Trace gpt = Passes.of("gpt", 1);
        return List.of(
                card(gpt, Passes.value(gpt, "block.0/attention/weights", 1, 3, 2)),
                card(gpt, Passes.value(gpt, "block.0/attention/scores", 1, 3, 2)),
                card(gpt, Passes.value(gpt, "probabilities", 2, 1)),
                card(gpt, Passes.value(gpt, "stepLoss", 2)),
                card(gpt, Passes.value(gpt, "block.0/norm1", 2, 1)),
                card(gpt, Passes.gradient(gpt, "block.0/mlp/residual", 2, 1)));
    }

    private static List<ArithmeticCard> longTokens() {
        Trace rnn = Passes.of("rnn", 1);
        List<ArithmeticCard> cards = List.of(
                card(rnn, Passes.value(rnn, "input", 3, 3)),
                card(rnn, Passes.value(rnn, "logits", 3, 3)),
                card(rnn, Passes.value(rnn, "probabilities", 3, 3)));
        List<String> tokens = List.of(" ", "E", "a rather long token", "incomprehensibilities", "O");
        for (ArithmeticCard card : cards) card.setNames(Passes.names(rnn).withTokens(tokens));
        return cards;
    }

    private static ArithmeticCard card(Trace trace, Place place) {
        ArithmeticCard card = new ArithmeticCard();
        card.setNames(Passes.names(trace));
        card.show(Explainer.of(trace), place);
        return card;
    }

    private static void shoot(String name, List<ArithmeticCard> cards, double width, int fontSize, boolean dark)
            throws Exception {
        HBox root = new HBox(24);
        for (ArithmeticCard card : cards) {
            card.setMinWidth(width);
            card.setMaxWidth(width);
            root.getChildren().add(card);
        }
        root.setPadding(new Insets(16));
        root.setStyle("-fx-background-color: -viz-background; -fx-font-size: " + fontSize + "px;");
        if (dark) root.getStyleClass().add("dark");
        Scene scene = new Scene(root, cards.size() * (width + 24) + 24, fontSize > 20 ? 1500 : 900);
        scene.getStylesheets().add(CanvasView.stylesheet());
        root.applyCss();
        for (int pass = 0; pass < 3; pass++) root.layout();
        Png.write(scene.snapshot(null), FOLDER.resolve(name + ".png"));
    }
}
