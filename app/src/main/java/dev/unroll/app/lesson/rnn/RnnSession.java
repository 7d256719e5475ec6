package dev.unroll.app.lesson.rnn;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.LessonContext;
import dev.unroll.app.lesson.LessonSession;
import dev.unroll.app.playback.Playback;
import dev.unroll.app.playback.Scale;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.train.StepReport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javafx.animation.AnimationTimer;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

/** The lesson at work: it holds the run, hands its snapshots to the stage, and does what knobs and transport ask. */
public final class RnnSession implements LessonSession, RnnKnobs.Listener, RnnTransport.TrainingSteps {
    private static final Logger LOG = LoggerFactory.getLogger(RnnSession.class);
    private static final int MAX_HIDDEN = 512;

    /** After this long, work is shown and can be stopped. */
    private static final Duration PATIENCE = Duration.millis(150);

    /** Texts up to this length are opened at once, longer ones beside the screen. */
    private static final int QUICK_TEXT = 20_000;

    private final LessonContext context;
    private final Messages messages;
    private final RnnTransport transport;
    private final Playback playback;
    private final RnnStage stage;
    private final RnnKnobs knobs;
    private final VBox root = new VBox();
    private final AnimationTimer refresher = new AnimationTimer() {
        @Override
        public void handle(long now) {
            refresh();
        }
    };
    private RnnSettings settings = RnnSettings.HELLO;
    private @Nullable RnnRun run;
    private @Nullable CompletableFuture<RnnSnapshot> pending;
    private boolean diverged;
    private boolean closed;

    /** A run that can begin, or why it cannot. */
    private record Opened(@Nullable RnnRun run, String refusal) {}

    /** Opens the lesson on HELLO. */
    public RnnSession(LessonContext context) {
        this.context = context;
        messages = context.messages();
        messages.add("dev.unroll.app.lesson.rnn.rnn");
        transport = new RnnTransport(this, messages);
        playback = new Playback(transport);
        transport.scaleProperty().bind(playback.scaleProperty());
        stage = new RnnStage(messages, context::inspect, this::goTo);
        knobs = new RnnKnobs(messages, this);
        transport.placeProperty().addListener(_ -> showPlace());
        playback.scaleProperty().addListener(_ -> showPlace());
        VBox.setVgrow(stage, Priority.ALWAYS);
        root.getStyleClass().add("lesson-root");
        root.getChildren().addAll(knobs, stage);
        begin(settings);
    }

    @Override
    public Region stage() {
        return root;
    }

    @Override
    public List<String> guideKeys() {
        return List.of("rnn.guide.do", "rnn.guide.notice", "rnn.guide.question");
    }

    @Override
    public Playback playback() {
        return playback;
    }

    /** Starts a new run in place of the one at hand, which goes on if the new one cannot begin. */
    private void begin(RnnSettings wanted) {
        if (wanted.text().length() <= QUICK_TEXT) {
            finish(open(wanted), wanted);
            return;
        }
        context.say(messages.get("rnn.preparing"));
        CompletableFuture.supplyAsync(() -> open(wanted))
                .thenAccept(opened -> Platform.runLater(() -> finish(opened, wanted)));
    }

    /** On any thread, since a long text takes a while to be cut into characters. */
    private Opened open(RnnSettings wanted) {
        try {
            return new Opened(new RnnRun(wanted, context.backend(), this::onStep, this::onFailure), "");
        } catch (TextException | IllegalArgumentException e) {
            return new Opened(null, String.valueOf(e.getMessage()));
        }
    }

    private void finish(Opened opened, RnnSettings wanted) {
        RnnRun next = opened.run();
        if (closed) {
            if (next != null) next.close();
            return;
        }
        if (next == null) {
            context.say(opened.refusal());
        } else {
            stopRun();
            run = next;
            settings = wanted;
            diverged = false;
            context.sayNothing();
            context.inspect(null);
            showNow(next.snapshot().join());
            transport.placeProperty().set(0);
            showPlace();
        }
        knobs.show(settings);
    }

    // --- what is shown ---

    /** Asks for the newest snapshot unless one is on its way already. */
    private void refresh() {
        RnnRun current = run;
        if (current == null || pending != null) return;
        CompletableFuture<RnnSnapshot> asked = current.snapshot();
        pending = asked;
        asked.whenComplete((snapshot, failure) -> Platform.runLater(() -> {
            if (pending == asked) pending = null;
            if (run != current) return;
            if (failure == null) showNow(snapshot);
            else onFailure(failure);
        }));
    }

    private void showNow(RnnSnapshot snapshot) {
        transport.snapshotProperty().set(snapshot);
        stage.show(snapshot);
        transport.stayInside();
        Place place = context.inspected();
        if (place != null)
            context.inspect(snapshot.trace().contains(place) ? snapshot.trace().explain(place) : null);
        if (playback.scaleProperty().get() == Scale.OPERATION) showPlace();
    }

    private void showPlace() {
        stage.axis().setPosition(transport.timeStep());
        Scale scale = playback.scaleProperty().get();
        stage.setHideFuture(scale != Scale.TRAINING_STEP);
        if (scale == Scale.OPERATION) stage.explain(transport.operation(), transport.timeStep());
        else stage.showWholeTimeStep();
    }

    // --- training ---

    /** On the trainer's thread. */
    private void onStep(StepReport report) {
        if (!report.diverged()) return;
        Platform.runLater(() -> {
            diverged = true;
            playback.playingProperty().set(false);
            refresh();
            long good = Math.max(0, report.step() - 1);
            context.offer(
                    messages.get("rnn.diverged", report.step()), messages.get("rnn.stepBack", good), () -> goTo(good));
        });
    }

    /** On the trainer's thread. */
    private void onFailure(Throwable failure) {
        LOG.error("A training step failed", failure);
        Platform.runLater(() -> {
            playback.playingProperty().set(false);
            context.say(messages.get("failed", String.valueOf(failure.getMessage())));
        });
    }

    @Override
    public void forward() {
        RnnRun current = run;
        if (current == null) return;
        current.trainer().step();
        pending = null;
        refresh();
    }

    @Override
    public void goTo(long step) {
        RnnRun current = run;
        if (current == null) return;
        playback.playingProperty().set(false);
        diverged = false;
        CompletableFuture<Boolean> arrived = current.trainer().goTo(step);
        offerToCancel(current, arrived, step);
        pending = null;
        refresh();
    }

    /** Replaying from a keyframe may take a while: then it is said, and can be stopped on the way. */
    private void offerToCancel(RnnRun current, CompletableFuture<Boolean> arrived, long step) {
        PauseTransition patience = new PauseTransition(PATIENCE);
        patience.setOnFinished(_ -> {
            if (arrived.isDone() || run != current) return;
            context.offer(messages.get("rnn.replaying", step), messages.get("rnn.cancel"), current.trainer()::stop);
            arrived.whenComplete((_, _) -> Platform.runLater(() -> {
                if (run == current) context.sayNothing();
            }));
        });
        patience.play();
    }

    @Override
    public void start() {
        RnnRun current = run;
        if (current == null) return;
        current.trainer().train(Long.MAX_VALUE);
        refresher.start();
    }

    @Override
    public void stop() {
        RnnRun current = run;
        refresher.stop();
        if (current == null) return;
        current.trainer().stop();
        pending = null;
        refresh();
    }

    @Override
    public boolean diverged() {
        return diverged;
    }

    @Override
    public void prepare(long step) {
        RnnRun current = run;
        if (current == null) return;
        current.trainer()
                .ask(timeline -> {
                    while (timeline.step() < step && !timeline.forward().diverged()) Thread.onSpinWait();
                    return timeline.step();
                })
                .join();
        showNow(current.snapshot().join());
        showTimeStep(transport.timeStep());
    }

    @Override
    public void showTimeStep(int timeStep) {
        transport.showTimeStep(timeStep);
        stage.explain(RnnOperation.PREACTIVATION, transport.timeStep());
        stage.showWholeTimeStep();
    }

    @Override
    public void showGradients(boolean show) {
        stage.backwardProperty().set(show);
    }

    // --- knobs ---

    @Override
    public void useText(String text) {
        begin(settings.withText(text));
    }

    @Override
    public void fileChosen(Path file) {
        context.say(messages.get("reading", file.getFileName()));
        CompletableFuture.supplyAsync(() -> readOrSay(file))
                .thenAccept(text -> Platform.runLater(() -> {
                    if (text != null) begin(settings.withText(text));
                }));
    }

    private @Nullable String readOrSay(Path file) {
        try {
            return Corpus.readText(file);
        } catch (TextException e) {
            Platform.runLater(() -> context.say(String.valueOf(e.getMessage())));
            return null;
        }
    }

    @Override
    public void hiddenSizeTyped(String number) {
        try {
            int size = Integer.parseInt(number.strip());
            if (size >= 1 && size <= MAX_HIDDEN) {
                begin(settings.withHiddenSize(size));
                return;
            }
        } catch (NumberFormatException e) {
            LOG.debug("no number: {}", number);
        }
        refuse("rnn.badHiddenSize", number, MAX_HIDDEN);
    }

    @Override
    public void learningRateTyped(String number) {
        RnnRun current = run;
        try {
            double rate = Double.parseDouble(number.strip());
            if (rate >= 0 && Double.isFinite(rate) && current != null) {
                settings = settings.withLearningRate(rate);
                current.changeLearningRate(rate);
                diverged = false;
                context.sayNothing();
                refresh();
                knobs.show(settings);
                return;
            }
        } catch (NumberFormatException e) {
            LOG.debug("no number: {}", number);
        }
        refuse("rnn.badLearningRate", number);
    }

    @Override
    public void seedTyped(String number) {
        try {
            begin(settings.withSeed(Long.parseLong(number.strip())));
        } catch (NumberFormatException e) {
            refuse("rnn.badSeed", number);
        }
    }

    private void refuse(String key, Object... arguments) {
        context.say(messages.get(key, arguments));
        knobs.show(settings);
    }

    @Override
    public void restart() {
        begin(settings);
    }

    @Override
    public void close() {
        closed = true;
        stopRun();
    }

    private void stopRun() {
        playback.playingProperty().set(false);
        refresher.stop();
        pending = null;
        RnnRun current = run;
        if (current != null) current.close();
        run = null;
    }
}
