package dev.unroll.app.lesson.sequential;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Position;
import dev.unroll.engine.profile.Profile;
import dev.unroll.viz.chart.CoreLanes;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.WorkTimeline;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Both passes side by side on one scale of time: a staircase and a block. */
final class SequentialStage implements LessonStage<Race> {
    private final StageKit<Race> kit;
    private final Side recurrent;
    private final Side gpt;
    private final CoreLanes lanes;
    private final LengthRace byLength;
    private final SpeedUp speedUp;
    private final VBox node = new VBox();
    private String panel = "none";
    private final PassTimes times;
    private @Nullable Race shown;
    private @Nullable Passes passes;
    private @Nullable Position position;

    /** One model: its words, its pass, and the text below on the same columns. */
    private static final class Side extends VBox {
        private final TimeAxis axis = new TimeAxis();
        private final WorkTimeline timeline;
        private final TokenStrip tokens;

        Side(StageKit<Race> kit, String id, Label words) {
            timeline = kit.named(id, new WorkTimeline(axis));
            tokens = kit.named(id + "-tokens", new TokenStrip(axis));
            words.setMinSize(0, Region.USE_PREF_SIZE);
            VBox.setVgrow(timeline, Priority.ALWAYS);
            HBox.setHgrow(this, Priority.ALWAYS);
            setMinWidth(0);
            getChildren().addAll(words, timeline, tokens);
        }

        void show(Race race) {
            axis.setCount(race.timeSteps());
            tokens.setTokens(race.text().inputs());
        }

        void show(Profile profile) {
            timeline.profileProperty().set(profile);
        }

        void stand(int step, double until, double longest) {
            timeline.longestProperty().set(longest);
            axis.setPosition(step);
            timeline.untilProperty().set(until);
        }
    }

    SequentialStage(StageKit<Race> kit) {
        this.kit = kit;
        recurrent = new Side(kit, "recurrent", kit.quote("flops.rnn", () -> words(0)));
        gpt = new Side(kit, "gpt", kit.quote("flops.gpt", () -> words(1)));
        lanes = kit.named("lanes", new CoreLanes());
        lanes.coreLabelProperty().bind(kit.messages().text("sequential.core"));
        byLength = new LengthRace(kit);
        speedUp = new SpeedUp(kit);
        times = new PassTimes(kit, this::show);
        HBox sides = new HBox(recurrent, gpt);
        for (Side side : List.of(recurrent, gpt))
            side.prefWidthProperty().bind(sides.widthProperty().multiply(.5).subtract(10));
        sides.getStyleClass().add("race");
        VBox.setVgrow(sides, Priority.ALWAYS);
        Region legend = new WorkLegend(kit.messages());
        HBox heading = new HBox(kit.controls().choices(SequentialLesson.MODE), legend);
        heading.setFillHeight(false);
        heading.getStyleClass().add("race-heading");
        node.getStyleClass().add("sequential-stage");
        node.getChildren()
                .addAll(
                        heading,
                        times.control(),
                        sides,
                        kit.controls().folds(SequentialLesson.PANEL, List.of(byLength, speedUp, lanes)));
        kit.messages().languageProperty().subscribe(this::translate);
    }

    private void translate() {
        WorkTimeline.Words words = new WorkTimeline.Words(
                kit.messages().get("sequential.forward"),
                kit.messages().get("sequential.backward"),
                kit.messages().get("sequential.all"),
                kit.messages().get("sequential.onChain"));
        recurrent.timeline.wordsProperty().set(words);
        gpt.timeline.wordsProperty().set(words);
        Passes now = passes;
        if (now != null) show(now);
    }

    private String words(int model) {
        Race race = shown;
        Passes now = passes;
        if (race == null || now == null) return "";
        Profile one = model == 0 ? now.recurrent() : now.gpt();
        return kit.messages()
                .get(
                        "sequential.side",
                        name(race, model),
                        race.parameters()[model],
                        one.flops(),
                        WorkTimeline.time(one.seconds()),
                        one.chain());
    }

    private String name(Race race, int model) {
        String kind = model == 1
                ? "gpt"
                : race.trace().names().contains("layer.0/forgetGate")
                        ? "lstm"
                        : race.trace().names().contains("layer.0/resetGate") ? "gru" : "rnn";
        return kit.messages().get("sequential.kind." + kind);
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(Race race, KnobValues values) {
        boolean other = times.isOther(values);
        shown = race;
        recurrent.show(race);
        gpt.show(race);
        if (other || passes == null) show(race.passes());
        times.measure(values);
        panel(values);
    }

    /** On the JavaFX thread, as it is measured. */
    private void show(Passes now) {
        Race race = shown;
        if (race == null) return;
        passes = now;
        recurrent.show(now.recurrent());
        gpt.show(now.gpt());
        kit.requote();
        lanes.passesProperty()
                .set(List.of(
                        new CoreLanes.Pass(name(race, 0), now.recurrent()),
                        new CoreLanes.Pass(name(race, 1), now.gpt())));
        if (position != null) stand(position);
    }

    /** What takes seconds is measured while its panel is open. */
    private void panel(KnobValues values) {
        String now = values.get(SequentialLesson.PANEL);
        if (now.equals("length")) byLength.open(values);
        else if (panel.equals("length")) byLength.close();
        if (now.equals("speedup")) speedUp.open(values);
        else if (panel.equals("speedup")) speedUp.close();
        panel = now;
    }

    /** Both stand at the time at which the recurrent model has read the token. */
    @Override
    public void stand(Position now) {
        position = now;
        Passes both = passes;
        if (both == null) return;
        // On the way forward that is all that is looked at, so that it fills the picture.
        double longest = now.inPass()
                ? Math.max(both.recurrent().forwardDone(), both.gpt().forwardDone())
                : both.longest();
        double until = now.inPass() ? both.recurrent().forwardDone(now.timeStep()) : Double.POSITIVE_INFINITY;
        recurrent.stand(now.timeStep(), until, longest);
        gpt.stand(now.timeStep(), until, longest);
    }
}
