package dev.unroll.app.lesson.spare;

import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TextColumns;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.run.Opening;
import dev.unroll.app.run.Position;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;
import dev.unroll.viz.sequence.SequenceMatrix;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A lesson to throw away: a GRU and its update gate on a text of its own. Nothing that lessons share has heard of it. */
final class SpareLesson implements LessonPlan<TextTrace> {
    private static final Knob<String> TEXT = Knob.text("abcabd");
    private static final Knob<Double> RATE = Knob.learningRate(.05);
    private static final Knob<Integer> SEED = Knob.seed();

    @Override
    public List<Knob<?>> knobs() {
        return List.of(TEXT, RATE, SEED);
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(RATE), 5);
    }

    @Override
    public Opening<TextTrace> open(KnobValues values) throws TextException {
        Corpus corpus = Corpus.of(values.get(TEXT));
        int[] shown = Arrays.copyOf(corpus.ids(), Math.min(corpus.ids().length, 50));
        Map<String, String> sizes = Map.of("hidden", "4", "layers", "1");
        Recipe recipe =
                new Recipe("gru", sizes, Optimizer.Kind.ADAM, settings(values), 4, shown.length - 1, values.get(SEED));
        return new Opening<>(
                recipe,
                new Dataset.Text(corpus),
                (models, now, backend) -> TextTrace.of(
                        Trace.ofPrediction((LanguageModel) models.getFirst(), shown, backend), corpus, shown.length));
    }

    @Override
    public List<Operation<TextTrace>> operations() {
        return List.of();
    }

    @Override
    public LessonStage<TextTrace> stage(StageKit<TextTrace> kit) {
        TextColumns columns = new TextColumns(kit, 0);
        SequenceMatrix gate = columns.add(new SequenceMatrix(columns.axis()), 0);
        kit.bind("gate", gate, "layer.0/updateGate", CellLayout.COLUMNS, gate::setValues);
        gate.titleProperty().bind(kit.messages().text("spare.gate"));
        VBox node = new VBox(columns.targets(), columns.prediction(), gate, columns.tokens());
        return new LessonStage<>() {
            @Override
            public Region node() {
                return node;
            }

            @Override
            public void show(TextTrace text, KnobValues values) {
                columns.show(text);
            }

            @Override
            public void stand(Position position) {
                columns.stand(position);
            }
        };
    }
}
