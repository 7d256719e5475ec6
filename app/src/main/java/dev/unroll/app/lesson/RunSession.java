package dev.unroll.app.lesson;

import dev.unroll.app.guide.Formula;
import dev.unroll.app.guide.GuidePane;
import dev.unroll.app.guide.GuideReader;
import dev.unroll.app.guide.GuideStep;
import dev.unroll.app.guide.GuideWalk;
import dev.unroll.app.guide.Situation;
import dev.unroll.app.i18n.Messages;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobBar;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.playback.Playback;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.playback.Transport;
import dev.unroll.app.playback.Walk;
import dev.unroll.app.run.Pass;
import dev.unroll.app.run.Position;
import dev.unroll.app.run.Run;
import dev.unroll.app.run.Snapshot;
import dev.unroll.app.run.TrainingWalk;
import dev.unroll.engine.message.Translatable;
import dev.unroll.engine.text.Corpus;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.layout.Region;
import javafx.util.Subscription;

/**
 * A lesson at work, whatever it is about: it holds the run, hands its snapshots to the stage and the inspector, and does what knobs,
 * transport, guide and command line ask.
 */
public final class RunSession<S extends Traced> implements LessonSession, KnobBar.Listener, Runs.Listener<S> {
    /** In nanoseconds. */
    private static final long BETWEEN_QUOTES = 200_000_000;

    private final LessonContext context;
    private final Messages messages;
    private final LessonPlan<S> plan;
    private final Runs<S> runs;
    private final StageKit<S> kit;
    private final LessonStage<S> stage;
    private final RunFrame frame;
    private final Pass pass;
    private final Lengthening<S> lengthening;
    private final Mishaps<S> mishaps;
    private final Playback playback;
    private final @Nullable GuideWalk guide;
    private final @Nullable GuidePane guidePane;
    private final ObjectProperty<@Nullable Snapshot<S>> snapshot = new SimpleObjectProperty<>(this, "snapshot");

    /** What the guide quotes: text is read, so while training runs it changes a few times a second and not with every frame. */
    private final ObjectProperty<@Nullable Snapshot<S>> quoted = new SimpleObjectProperty<>(this, "quoted");

    private long quotedAt;
    private Subscription followed = Subscription.EMPTY;

    /** How finely the guide wants the pass to be looked at while it is what is walked. */
    private final ObjectProperty<Scale> guided = new SimpleObjectProperty<>(this, "guided", Scale.TRAINING_STEP);

    /** What it hears of the window, which outlives it. */
    private final Subscription ofWindow;

    private Situation wanted = Situation.NEW;

    /** Why the run that is wanted did not begin. */
    private @Nullable Sentence refusal;

    private CompletableFuture<Void> arrival = CompletableFuture.completedFuture(null);

    private int timeStep;

    /** Opens the lesson on what its knobs stand at when it is new. */
    public RunSession(LessonContext context, LessonPlan<S> plan) {
        this.context = context;
        this.plan = plan;
        messages = context.messages();
        String folder = plan.getClass().getPackageName();
        String id = folder.substring(folder.lastIndexOf('.') + 1);
        messages.add(folder + "." + id);
        runs = new Runs<>(context, plan, this);
        mishaps = new Mishaps<>(context, plan, runs, () -> walk(() -> {}));
        kit = new StageKit<>(
                messages, context.inspector(), runs::values, this::turned, mishaps::say, this::goTo, runs::lookAgain);
        stage = plan.stage(kit);
        frame = new RunFrame(plan, kit, stage.node(), this, step -> walk(() -> runs.seek(step)));
        URL style = plan.getClass().getResource(id + ".css");
        if (style != null) frame.getStylesheets().add(style.toExternalForm());
        pass = new Pass(Math.max(1, plan.operations().size()), plan.backward());
        lengthening = new Lengthening<>(plan, runs, pass, snapshot::get);
        List<GuideStep> steps = guideSteps();
        guide = steps.isEmpty() ? null : new GuideWalk(steps, this::showOfGuide);
        PositionText<S> text = new PositionText<>(plan, messages, id);
        playback = new Playback(new Transport(walks(), position(text), text::nameOfScale));
        guidePane = guide == null
                ? null
                : new GuidePane(guide, messages, id + ".guide.", () -> reading(quoted.get()), quoted);
        pass.placeProperty().addListener(_ -> stand());
        playback.scaleProperty().addListener(_ -> stand());
        guided.addListener(_ -> stand());
        ofWindow = Subscription.combine(
                messages.languageProperty().subscribe((_, _) -> reword()),
                context.inspector().placeProperty().subscribe((_, _) -> kit.mark()));
        if (guide == null) runs.restart();
        else guide.goTo(0);
    }

    private List<GuideStep> guideSteps() {
        try (InputStream resource = plan.getClass().getResourceAsStream("guide.json")) {
            return resource == null ? List.of() : GuideReader.read(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<Scale, Walk> walks() {
        Map<Scale, Walk> walks = new EnumMap<>(Scale.class);
        if (guide != null) walks.put(Scale.GUIDE, guide);
        walks.put(Scale.TRAINING_STEP, new TrainingWalk(runs::current));
        walks.put(Scale.TIME_STEP, lengthening.along(Scale.TIME_STEP));
        if (!plan.operations().isEmpty()) walks.put(Scale.OPERATION, lengthening.along(Scale.OPERATION));
        return walks;
    }

    private ObservableValue<String> position(PositionText<S> text) {
        return Bindings.createStringBinding(
                () -> {
                    Snapshot<S> now = snapshot.get();
                    return now == null ? "" : text.of(now, where());
                },
                snapshot,
                pass.placeProperty(),
                guided,
                messages.languageProperty());
    }

    @Override
    public Region stage() {
        return frame;
    }

    @Override
    public Playback playback() {
        return playback;
    }

    @Override
    public @Nullable GuideWalk guide() {
        return guide;
    }

    @Override
    public @Nullable GuidePane guidePane() {
        return guidePane;
    }

    /** What is shown now; null before the first run has begun. */
    public @Nullable S reading() {
        return reading(snapshot.get());
    }

    private static <S> @Nullable S reading(@Nullable Snapshot<S> now) {
        return now == null ? null : now.reading();
    }

    /** The newest snapshot that is shown. */
    public ObjectProperty<@Nullable Snapshot<S>> snapshotProperty() {
        return snapshot;
    }

    /** Where in the pass the screen stands. */
    public Pass pass() {
        return pass;
    }

    /** What the knobs stand at. */
    public KnobValues values() {
        return runs.values();
    }

    /** The ids of the views, as guides call them. */
    public List<String> viewIds() {
        return kit.viewIds();
    }

    // --- what is shown ---

    @Override
    public void began(Run<S> run) {
        walk(() -> {});
        lengthening.forget();
        mishaps.dismiss();
        context.inspector().clear();
        snapshot.set(null);
        quoted.set(null);
        frame.show(runs.values());
        followed.unsubscribe();
        followed = Subscription.combine(
                run.divergedProperty().subscribe(diverged -> {
                    if (!diverged) mishaps.dismiss();
                }),
                run.snapshotProperty().subscribe(now -> {
                    if (runs.current() == run) showNow(now, run.trainsNow());
                }));
    }

    private void showNow(Snapshot<S> now, boolean training) {
        pass.setTimeSteps(now.reading().timeSteps());
        draw(now);
        snapshot.set(now);
        if (!training || System.nanoTime() - quotedAt > BETWEEN_QUOTES) {
            quotedAt = System.nanoTime();
            quoted.set(now);
        }
        context.inspector().refresh(now.reading());
        lengthening.goOn(now);
        stand();
    }

    private void draw(Snapshot<S> now) {
        kit.show(now);
        stage.show(now.reading(), now.values());
        kit.texts().requote();
        frame.show(now);
    }

    /** In another language: a stage writes many of its words where it shows numbers. */
    private void reword() {
        Snapshot<S> now = snapshot.get();
        if (now == null) return;
        kit.reword(() -> {
            draw(now);
            stage.stand(where());
        });
    }

    private Position where() {
        return new Position(looked(), pass.timeStep(), pass.operation());
    }

    private Scale looked() {
        Scale walked = playback.scaleProperty().get();
        return walked == Scale.GUIDE ? guided.get() : walked;
    }

    private void stand() {
        S reading = reading();
        if (reading == null) return;
        Knob<Integer> followed = plan.followed();
        if (followed != null) runs.follow(followed, pass.timeStep());
        Position position = where();
        stage.stand(position);
        int moved = pass.timeStep() - timeStep;
        timeStep = pass.timeStep();
        if (position.scale() == Scale.OPERATION)
            kit.inspect(plan.operations().get(position.operation()).place().at(reading, timeStep));
        else if (moved != 0 && reading.stepsAreTokens()) context.inspector().moveTime(moved);
    }

    // --- where it is wanted ---

    private void showOfGuide(Situation situation) {
        try {
            show(situation, false);
        } catch (SaidException e) {
            mishaps.say(e.sentence());
        }
    }

    @Override
    public void show(Situation situation) throws SaidException {
        show(situation, true);
    }

    /** @param asked whether a refused run is to be told to whoever waits, and not only on the screen */
    private void show(Situation situation, boolean asked) throws SaidException {
        KnobValues values = KnobValues.initial(plan.knobs());
        for (var knob : situation.knobs().entrySet()) values = values.with(knob.getKey(), knob.getValue());
        plan.check(values);
        walk(() -> {});
        lengthening.forget();
        wanted = situation;
        guided.set(situation.scale());
        kit.veil(situation.veil());
        kit.emphasize(situation.emphasize());
        refusal = null;
        runs.turn(values);
        frame.show(values);
        arrival = runs.settled()
                .thenCompose(_ -> ifWanted(situation, () -> runs.seek(situation.step())))
                .thenCompose(_ -> ifWanted(situation, () -> arrive(situation, asked)));
    }

    private CompletableFuture<Void> ifWanted(Situation situation, Runnable action) {
        if (wanted == situation) action.run();
        return runs.settled();
    }

    private void arrive(Situation situation, boolean asked) {
        Sentence refused = refusal;
        if (asked && refused != null) throw new CompletionException(new SaidException(refused));
        S reading = reading();
        if (reading == null) return;
        pass.moveTo(situation.timeStep(), situation.operation());
        kit.veil(situation.veil());
        if (situation.select() != null) select(situation.select(), reading);
        else if (looked() != Scale.OPERATION) context.inspector().clear();
    }

    private void select(Formula.Element number, S reading) {
        try {
            number.value(reading);
            kit.inspect(number.place(reading));
        } catch (IllegalArgumentException e) {
            Object why = e instanceof Translatable said ? said.message() : String.valueOf(e.getMessage());
            Sentence sentence = new Sentence("place.unknown", why);
            mishaps.say(sentence);
            throw new CompletionException(new SaidException(sentence));
        }
    }

    @Override
    public CompletableFuture<Void> settled() {
        CompletableFuture<Void> awaited = arrival;
        return awaited.thenCompose(_ -> runs.settled()).thenCompose(_ -> {
            CompletableFuture<?> besides = kit.awaited();
            if (arrival != awaited) return settled();
            return besides.isDone() ? CompletableFuture.completedFuture(null) : besides.thenCompose(_ -> settled());
        });
    }

    /** Does something that ends playing. */
    private void walk(Runnable action) {
        playback.playingProperty().set(false);
        action.run();
    }

    // --- what befalls the run ---

    @Override
    public void diverged(int member, long step) {
        mishaps.diverged(member, step);
    }

    @Override
    public void failed(Throwable failure) {
        mishaps.failed(failure);
    }

    @Override
    public void replaying(CompletableFuture<Boolean> reached) {
        mishaps.replaying(reached);
    }

    private void goTo(int step) {
        lengthening.forget();
        if (step < pass.timeSteps()) walk(() -> pass.moveTo(step, pass.operation()));
        else lengthening.await(step);
    }

    // --- knobs ---

    @Override
    public void turned(Knob<?> knob, String typed) {
        turned(Map.of(knob, typed));
    }

    private void turned(Map<Knob<?>, String> typed) {
        try {
            KnobValues turned = runs.values();
            for (var one : typed.entrySet())
                turned = plan.follow(one.getKey(), turned.with(one.getKey().id(), one.getValue()));
            plan.check(turned);
            mishaps.dismiss();
            if (!turned.equals(runs.values())) runs.turn(turned);
        } catch (SaidException e) {
            mishaps.say(e.sentence());
        }
        frame.reset(runs.values());
    }

    @Override
    public void fileChosen(Knob<?> knob, Path file) {
        KnobValues values = runs.values();
        runs.begin(() -> values.with(knob.id(), Corpus.readText(file)));
    }

    @Override
    public void restart() {
        runs.restart();
    }

    @Override
    public void undo() {
        walk(runs::undo);
        frame.show(runs.values());
    }

    @Override
    public void close() {
        playback.playingProperty().set(false);
        mishaps.dismiss();
        ofWindow.unsubscribe();
        followed.unsubscribe();
        runs.close();
    }

    @Override
    public void refused(Sentence sentence) {
        refusal = sentence;
        mishaps.say(sentence);
        cancelled();
    }

    @Override
    public void cancelled() {
        kit.controls().show(runs.values());
        frame.reset(runs.values());
    }
}
