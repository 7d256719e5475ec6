package dev.unroll.app.lesson.gpt;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.DrawPanel;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Measuring;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Position;
import dev.unroll.viz.sequence.TimeAxis;
import org.jspecify.annotations.Nullable;

import java.io.File;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The text and its tree above, and below them what one of the tabs shows of the token that comes next. */
final class GptStage implements LessonStage<GptReading> {
    private final StageKit<GptReading> kit;
    private final TimeAxis axis = new TimeAxis();
    private final TextPanel text;
    private final Map<String, Panel> panels = new LinkedHashMap<>();
    private final FlowPane tabs = new FlowPane();
    private final HBox views;
    private final VBox node;
    private final Measuring<Double> looking;
    private String view = "";
    private @Nullable GptReading shown;

    GptStage(StageKit<GptReading> kit) {
        this.kit = kit;
        text = new TextPanel(kit, axis);
        DrawPanel<GptReading> draw = new DrawPanel<>(kit, GptLesson.DRAW, GptReading::drawing, 0);
        panels.put("draw", new DrawTab(draw, new InsteadButton(kit, draw)));
        panels.put("stack", new StackPanel(kit, axis));
        panels.put("cache", new CachePanel(kit, axis));
        panels.put("why", new WhyPanel(kit, axis));
        tabs.getStyleClass().add("gpt-tabs");
        views = kit.controls().choices(GptLesson.VIEW);
        looking = new Measuring<>(kit, "look", "gpt.look", share -> {
            if (share == 1) kit.readAgain();
        });
        looking.setVisible(false);
        looking.managedProperty().bind(looking.visibleProperty());
        node = new VBox(text, tabs, looking);
        node.getStyleClass().add("gpt-stage");
        node.setOnDragOver(dragged -> {
            if (folder(dragged) != null) dragged.acceptTransferModes(TransferMode.COPY, TransferMode.LINK);
        });
        node.setOnDragDropped(dropped -> {
            File folder = folder(dropped);
            if (folder != null) kit.turn(GptLesson.FOLDER, folder.getPath());
            dropped.setDropCompleted(folder != null);
        });
    }

    /** The draw, which is shared with other lessons. */
    private record DrawTab(DrawPanel<GptReading> node, InsteadButton instead) implements Panel {
        @Override
        public List<Node> controls() {
            return List.of(instead);
        }

        @Override
        public void show(GptReading reading, KnobValues values) {
            node.show(reading.drawing(), reading.tokens());
            instead.show(reading);
        }

        @Override
        public void stand(Position position) {
            node.stand(position);
        }
    }

    @Override
    public Region node() {
        return node;
    }

    /** The folder that is dragged over the stage, with a GPT-2 in it, it is hoped; null where it is something else. */
    private static @Nullable File folder(DragEvent dragged) {
        List<File> files = dragged.getDragboard().getFiles();
        return files == null || files.isEmpty() ? null : files.getFirst();
    }

    /** A tab that is not looked at leaves the scene, so that it takes no part in the width of the columns. */
    private void open(String wanted) {
        if (wanted.equals(view)) return;
        view = wanted;
        if (node.getChildren().size() > 3) node.getChildren().removeLast();
        Region opened = panel().node();
        VBox.setVgrow(opened, Priority.ALWAYS);
        node.getChildren().add(opened);
        tabs.getChildren().setAll(views);
        tabs.getChildren().addAll(panel().controls());
    }

    private static int[] prompt(GptReading reading) {
        return Arrays.copyOf(reading.ids(), reading.prompt());
    }

    private Panel panel() {
        Panel panel = panels.get(view);
        if (panel == null) throw new IllegalStateException("there is no tab " + view);
        return panel;
    }

    @Override
    public void show(GptReading reading, KnobValues values) {
        boolean anew = shown == null || !Arrays.equals(prompt(shown), prompt(reading));
        shown = reading;
        text.show(reading);
        if (anew) kit.goTo(reading.prompt() - 1);
        open(values.get(GptLesson.VIEW));
        panel().show(reading, values);
        look(reading.look());
        kit.mark();
    }

    /** What a large model has to be computed for begins at once, tells how far it is, and can be ended. */
    private void look(@Nullable Look look) {
        looking.setVisible(look != null);
        panel().node().setVisible(look == null);
        if (look == null) looking.forget();
        else looking.offer(look.subject(), look::compute);
    }

    @Override
    public void stand(Position position) {
        text.stand(position);
        panels.values().forEach(panel -> panel.stand(position));
    }
}
