package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.run.Position;
import dev.unroll.engine.profile.Passes;
import dev.unroll.engine.profile.Profile;
import dev.unroll.viz.chart.ColorKey;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.WorkTimeline;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The passes of several models over one text, side by side, each on a scale of time of its own so that it fills its column: of each some words, what was done, and the text below. */
public final class PassColumns extends HBox {
    /** In pixels, so that the whole of a text is in sight. */
    private static final double NARROWEST = 1;

    private final StageKit<?> kit;
    private final List<Column> passes = new ArrayList<>();
    private final ColorKey colors = new ColorKey();
    private @Nullable Passes shown;
    private @Nullable Position position;

    /** The pass of one model. */
    private record Column(TimeAxis axis, WorkTimeline timeline, TokenStrip tokens) {}

    /** No passes yet. */
    public PassColumns(StageKit<?> kit) {
        this.kit = kit;
        getStyleClass().add("pass-columns");
    }

    /**
     * Adds the pass of a model.
     *
     * @param id of the pass; its text goes by the same with {@code -tokens}
     * @param words above it
     */
    public void add(String id, Label words) {
        TimeAxis axis = new TimeAxis();
        axis.minColumnWidthProperty().set(NARROWEST);
        Column column = new Column(
                axis, kit.named(id, new WorkTimeline(axis)), kit.named(id + "-tokens", new TokenStrip(axis)));
        passes.add(column);
        words.setMinSize(0, Region.USE_PREF_SIZE);
        VBox box = new VBox(words, column.timeline, column.tokens);
        VBox.setVgrow(column.timeline, Priority.ALWAYS);
        HBox.setHgrow(box, Priority.ALWAYS);
        box.setMinWidth(0);
        getChildren().add(box);
        for (int i = 0; i < passes.size(); i++) {
            Region each = (Region) getChildren().get(i);
            each.prefWidthProperty().unbind();
            each.prefWidthProperty().bind(widthProperty().divide(passes.size()).subtract(10));
        }
        word();
    }

    private void word() {
        Messages messages = kit.messages();
        String forward = messages.get("passes.forward");
        String backward = messages.get("passes.backward");
        WorkTimeline.Words words =
                new WorkTimeline.Words(forward, backward, messages.get("passes.all"), messages.get("passes.onChain"));
        for (Column one : passes) one.timeline.wordsProperty().set(words);
        colors.setItems(List.of(
                new ColorKey.Item(forward, theme -> WorkTimeline.color(theme, false, true)),
                new ColorKey.Item(backward, theme -> WorkTimeline.color(theme, true, true)),
                new ColorKey.Item(messages.get("passes.pale"), theme -> WorkTimeline.color(theme, false, false))));
    }

    /** What the colours of operations mean, to be laid out by the caller. */
    public ColorKey colors() {
        return colors;
    }

    /** Shows the text that all read. */
    public void show(TextTrace text) {
        word();
        for (Column one : passes) {
            one.axis.setCount(text.timeSteps());
            one.tokens.setTokens(text.inputs());
        }
    }

    /** Shows what was measured, in the order in which the passes were added. */
    public void show(Passes measured) {
        shown = measured;
        for (int i = 0; i < passes.size(); i++)
            passes.get(i).timeline.profileProperty().set(measured.profiles().get(i));
        if (position != null) stand(position);
    }

    /** Lets all stand at the time at which the first model has read the token. */
    public void stand(Position at) {
        position = at;
        Passes all = shown;
        if (all == null) return;
        boolean forward = at.inPass(); // that is all that is looked at then, so that it fills the picture
        double until = forward ? all.profiles().getFirst().forwardDone(at.timeStep()) : Double.POSITIVE_INFINITY;
        for (int i = 0; i < passes.size(); i++) {
            Column one = passes.get(i);
            Profile own = all.profiles().get(i);
            one.timeline.longestProperty().set(forward ? own.forwardDone() : own.seconds());
            one.axis.setPosition(at.timeStep());
            one.timeline.untilProperty().set(until);
        }
    }
}
