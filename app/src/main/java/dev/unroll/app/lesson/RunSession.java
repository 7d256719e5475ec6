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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javafx.application.Platform;
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
    private static final Logger LOG = LoggerFactory.getLogger(RunSession.class);

    /** In nanoseconds. */
    private static final long BETWEEN_QUOTES = 200_000_000;

    private final LessonContext context;
    private final Messages messages;
    private final LessonPlan<S> plan;
    private final String id;
    private final Runs<S> runs;
    private final StageKit<S> kit;
    private final LessonStage<S> stage;
    private final RunFrame frame;
    private final Pass pass;
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

    private Notice problem = () -> {};
    private Situation wanted = Situation.NEW;

    /** Why the run that is wanted did not begin. */
    private @Nullable Sentence refusal;

    private CompletableFuture<Void> arrival = CompletableFuture.completedFuture(null);
    /** The time steps that are not there yet, at which the screen should stand one after the other. */
    private final Deque<Integer> awaited = new ArrayDeque<>();

    private int timeStep;

    /** Opens the lesson on what its knobs stand at when it is new. */
    public RunSession(LessonContext context, LessonPlan<S> plan) {
        this.context = context;
        this.plan = plan;
        messages = context.messages();
        String folder = plan.getClass().getPackageName();
        id = folder.substring(folder.lastIndexOf('.') + 1);
        messages.add(folder + "." + id);
        runs = new Runs<>(context, plan, this);
        kit = new StageKit<>(
                messages, context.inspector(), runs::values, this::turned, this::say, this::goTo, runs::lookAgain);
        stage = plan.stage(kit);
        frame = new RunFrame(plan, kit, stage.node(), this, step -> walk(() -> runs.seek(step)));
        URL style = plan.getClass().getResource(id + ".css");
        if (style != null) frame.getStylesheets().add(style.toExternalForm());
        pass = new Pass(Math.max(1, plan.operations().size()), plan.backward());
        List<GuideStep> steps = guideSteps();
        guide = steps.isEmpty() ? null : new GuideWalk(steps, this::showOfGuide);
        playback = new Playback(new Transport(walks(), position(), this::nameOfScale));
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
        walks.put(Scale.TIME_STEP, new Onward(pass.along(Scale.TIME_STEP)));
        if (!plan.operations().isEmpty()) walks.put(Scale.OPERATION, new Onward(pass.along(Scale.OPERATION)));
        return walks;
    }

    /** A lesson whose steps are others than those of a training names them in its own texts. */
    private String nameOfScale(String key) {
        String own = id + "." + key;
        return messages.has(own) ? own : key;
    }

    /** A walk along the pass, which makes the sequence longer at its end where the lesson lets it. */
    private final class Onward implements Walk {
        private final Walk known;

        Onward(Walk known) {
            this.known = known;
        }

        @Override
        public void forward() {
            if (known.canGoForward()) known.forward();
            else lengthen();
        }

        @Override
        public void back() {
            awaited.clear();
            known.back();
        }

        @Override
        public void toStart() {
            awaited.clear();
            known.toStart();
        }

        @Override
        public void toEnd() {
            known.toEnd();
        }

        @Override
        public boolean canGoBack() {
            return known.canGoBack();
        }

        @Override
        public boolean canGoForward() {
            return known.canGoForward() || !awaited.isEmpty() || canBeLonger();
        }

        @Override
        public boolean busy() {
            return !awaited.isEmpty();
        }
    }

    private boolean canBeLonger() {
        Snapshot<S> now = snapshot.get();
        return now != null && plan.longer(now.reading(), now.values()) != null;
    }

    /** Presses that come faster than what they ask for wait for it. */
    private void lengthen() {
        awaited.add(awaited.isEmpty() ? pass.timeSteps() : awaited.getLast() + 1);
        Snapshot<S> now = snapshot.get();
        if (now != null && awaited.size() == 1) goToAwaited(now);
    }

    /** Goes to the step that is waited for, or makes the sequence longer; what is on its way is waited for first. */
    private void goToAwaited(Snapshot<S> now) {
        if (awaited.isEmpty() || !now.values().equals(runs.values())) return;
        if (awaited.getFirst() < now.reading().timeSteps()) {
            pass.moveTo(awaited.removeFirst(), 0);
            return;
        }
        KnobValues longer = plan.longer(now.reading(), now.values());
        if (longer == null) awaited.clear();
        else runs.turn(longer);
    }

    private ObservableValue<String> position() {
        return Bindings.createStringBinding(
                this::describe, snapshot, pass.placeProperty(), guided, messages.languageProperty());
    }

    private String describe() {
        Snapshot<S> now = snapshot.get();
        if (now == null) return "";
        double loss = now.reading().tensor("loss").item();
        String where = messages.get(
                now.reading().positionKey(),
                now.step(),
                String.format(Locale.ROOT, "%.4f", loss),
                pass.timeStep() + 1,
                now.reading().timeSteps());
        return looked() == Scale.OPERATION ? where + " · " + messages.get(operationKey(pass.operation())) : where;
    }

    private String operationKey(int operation) {
        String shared = "operation." + plan.operations().get(operation).id();
        return messages.has(shared) ? shared : id + "." + shared;
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
        awaited.clear();
        problem.dismiss();
        context.inspector().clear();
        snapshot.set(null);
        quoted.set(null);
        frame.show(runs.values());
        followed.unsubscribe();
        followed = Subscription.combine(
                run.divergedProperty().subscribe(diverged -> {
                    if (!diverged) problem.dismiss();
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
        goToAwaited(now);
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
            say(e.sentence());
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
        awaited.clear();
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
            say(sentence);
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
        long good = Math.max(0, step - 1);
        Run<S> run = runs.current();
        if (run == null) return;
        Snapshot<S> now = run.snapshot();
        boolean alone = now.losses().size() == 1 || run.divergedProperty().get();
        if (alone) walk(() -> {});
        problem.dismiss();
        Sentence said = alone
                ? new Sentence("run.diverged", step)
                : new Sentence(
                        "run.oneDiverged",
                        step,
                        new Sentence(plan.memberKeys(now.values()).get(member)));
        problem = context.offer(said, new Sentence("run.stepBack", good), () -> runs.seek(good));
    }

    @Override
    public void failed(Throwable failure) {
        LOG.error("A training step or what was read of it failed", failure);
        walk(() -> {});
        say(Sentence.of(failure));
    }

    @Override
    public void replaying(CompletableFuture<Boolean> reached) {
        Run<S> run = runs.current();
        if (run == null) return;
        Notice said = context.offer(new Sentence("run.replaying"), new Sentence("run.stopHere"), run::stop);
        reached.whenComplete((_, _) -> Platform.runLater(said::dismiss));
    }

    private void goTo(int step) {
        awaited.clear();
        if (step < pass.timeSteps()) walk(() -> pass.moveTo(step, pass.operation()));
        else awaited.add(step);
    }

    private void say(Sentence sentence) {
        problem.dismiss();
        problem = context.say(sentence);
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
            problem.dismiss();
            if (!turned.equals(runs.values())) runs.turn(turned);
        } catch (SaidException e) {
            say(e.sentence());
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
        problem.dismiss();
        ofWindow.unsubscribe();
        followed.unsubscribe();
        runs.close();
    }

    @Override
    public void refused(Sentence sentence) {
        refusal = sentence;
        say(sentence);
        cancelled();
    }

    @Override
    public void cancelled() {
        kit.controls().show(runs.values());
        frame.reset(runs.values());
    }
}
