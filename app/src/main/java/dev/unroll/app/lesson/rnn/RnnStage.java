package dev.unroll.app.lesson.rnn;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.NeuronsPanel;
import dev.unroll.app.lesson.ReadOutPanel;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.UnrolledPanel;
import dev.unroll.app.lesson.WhatIfPanel;
import dev.unroll.app.run.Position;

import java.util.List;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The unrolled network; on other tabs what another letter would change, what units do over a long text, and where losses arise. */
final class RnnStage implements LessonStage<RnnReading> {
    private final UnrolledPanel network;
    private final WhatIfPanel whatIf;
    private final NeuronsPanel neurons;
    private final ReadOutPanel readOut;
    private final VBox node = new VBox();

    RnnStage(StageKit<RnnReading> kit) {
        network = new UnrolledPanel(kit);
        whatIf = new WhatIfPanel(kit, UnrolledPanel.STATES);
        neurons = new NeuronsPanel(kit, UnrolledPanel.STATES);
        readOut = new ReadOutPanel(kit, UnrolledPanel.STATES);
        List<Region> panels = List.of(network, whatIf, neurons, readOut);
        FlowPane tabs = new FlowPane(kit.controls().panels(RnnLesson.VIEW, panels));
        tabs.getStyleClass().add("rnn-tabs");
        HBox asked =
                new HBox(kit.texts().heading("rnn.trainedOn"), kit.controls().choices(RnnLesson.ASKED));
        asked.getStyleClass().add("rnn-asked");
        beside(tabs, whatIf.controls(), whatIf);
        beside(tabs, kit.controls().choices(RnnLesson.DATA), neurons);
        beside(tabs, asked, readOut);
        node.getChildren().add(tabs);
        node.getChildren().addAll(panels);
        panels.forEach(panel -> VBox.setVgrow(panel, Priority.ALWAYS));
        node.getStyleClass().add("rnn-stage");
    }

    /** What is chosen on a tab stands beside the tabs while it is in view. */
    private static void beside(FlowPane tabs, Region controls, Region panel) {
        controls.visibleProperty().bind(panel.visibleProperty());
        controls.managedProperty().bind(panel.visibleProperty());
        tabs.getChildren().add(controls);
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(RnnReading reading, KnobValues values) {
        if (reading.changed() != null) whatIf.show(reading.changed(), values);
        if (reading.readOut() != null) readOut.show(reading.text(), reading.readOut());
        if (reading.neurons() != null) neurons.show(reading.neurons(), values, reading.timeSteps());
        else neurons.close();
        if (network.isVisible()) network.show(reading.text(), values);
    }

    @Override
    public void stand(Position position) {
        network.stand(position);
        whatIf.stand(position);
        readOut.stand(position);
    }
}
