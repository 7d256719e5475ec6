package dev.unroll.app.shell;

import dev.unroll.app.guide.GuidePane;
import dev.unroll.app.i18n.Messages;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.lesson.Inspector;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.LessonContext;
import dev.unroll.app.lesson.LessonSession;
import dev.unroll.app.lesson.Notice;
import dev.unroll.app.playback.Playback;
import dev.unroll.app.road.Road;
import dev.unroll.engine.backend.Backend;
import dev.unroll.viz.view.DirectScrollPane;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.css.PseudoClass;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The window's content: the road on the left, the open lesson in the middle, guide and inspector on the right. */
public final class Shell extends BorderPane implements LessonContext, AutoCloseable {
    /** How much of the right side the guide may take, so that the arithmetic beneath it is seen. */
    private static final double MOST_FOR_GUIDE = .7;

    private static final double WIDE = 1100;
    private static final double HIGH = 680;
    private static final PseudoClass NARROW = PseudoClass.getPseudoClass("narrow");
    private static final PseudoClass LOW = PseudoClass.getPseudoClass("low");

    /** Not every keyboard has brackets to press: on a German one they need AltGr. */
    private static final List<Shortcut> COARSER =
            List.of(Shortcut.of(KeyCode.OPEN_BRACKET), Shortcut.typing("-", KeyCode.MINUS, KeyCode.SUBTRACT));

    private static final List<Shortcut> FINER = List.of(
            Shortcut.of(KeyCode.CLOSE_BRACKET), Shortcut.typing("+", KeyCode.PLUS, KeyCode.ADD, KeyCode.EQUALS));

    private static final KeyCombination SEARCH = KeyCombination.keyCombination("Shortcut+K");

    private final Appearance appearance;
    private final Computing computing;
    private final TopBar topBar;
    private final RoadView road;
    private final StatusBar status;
    private final List<Command> commands;
    private final KeyHelp help;
    private final StackPane stage = new StackPane();
    private final StackPane guide = new StackPane();
    private final InspectorPane inspector;
    private final VBox right = new VBox();
    private final StackPane transport = new StackPane();
    private @Nullable LessonSession session;
    private @Nullable Lesson opened;

    /** A window with no lesson open yet. */
    public Shell(Appearance appearance, Computing computing) {
        this.appearance = appearance;
        this.computing = computing;
        getStyleClass().add("shell");
        Road.name(appearance.messages());
        commands = allCommands();
        status = new StatusBar(appearance.messages());
        inspector = new InspectorPane(appearance.messages());
        help = new KeyHelp(commands, appearance.messages());
        topBar = new TopBar(appearance, computing, commands, this::open);
        road = new RoadView(appearance.messages(), this::open);
        topBar.search().setOnNoFocusBefore(this::focusPlay);
        ScrollPane roadPane = scrolling(road);
        roadPane.managedProperty().bind(roadPane.visibleProperty());
        roadPane.visibleProperty().bind(appearance.presenterProperty().not());
        ScrollPane stagePane = scrolling(stage);
        stagePane.setFitToHeight(true);
        StackPane.setAlignment(status, Pos.BOTTOM_CENTER); // at the top it would hide the knob that it speaks of
        StackPane.setMargin(status, new Insets(10));
        StackPane.setMargin(help, new Insets(10));
        setBottom(transport); // Tab goes from one to the next in this order, and what comes later lies above
        setCenter(new StackPane(stagePane, status, help));
        setRight(rightPane());
        setLeft(roadPane);
        setTop(topBar);
        appearance.applyTo(this);
        computing.setOnNotice(notice -> say(new Sentence("said", notice)));
        styleProperty().bind(presenterType());
        widthProperty().subscribe(this::noteRoom);
        heightProperty().subscribe(this::noteRoom);
        addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
    }

    private VBox rightPane() {
        guide.getStyleClass().add("guide-slot");
        guide.managedProperty().bind(guide.visibleProperty());
        guide.maxHeightProperty()
                .bind(Bindings.when(inspector.placeProperty().isNull())
                        .then(right.heightProperty())
                        .otherwise(right.heightProperty().multiply(MOST_FOR_GUIDE)));
        VBox.setVgrow(inspector, Priority.ALWAYS);
        right.getStyleClass().add("right-pane");
        right.getChildren().addAll(guide, inspector);
        return right;
    }

    private static ScrollPane scrolling(Node content) {
        ScrollPane pane = new DirectScrollPane(content);
        pane.setFitToWidth(true);
        pane.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        pane.getStyleClass().add("edge-to-edge");
        pane.setFocusTraversable(false); // what is in it is, and comes into sight with the focus
        return pane;
    }

    /** Opens a lesson in place of the one that is open. */
    public void open(Lesson lesson) {
        var opener = lesson.opener();
        if (opener == null) return;
        close();
        status.clear();
        inspector.clear();
        LessonSession next = opener.apply(this);
        session = next;
        opened = lesson;
        road.showCurrent(lesson);
        stage.getChildren().setAll(next.stage());
        GuidePane words = next.guidePane();
        guide.setVisible(words != null);
        if (words != null) guide.getChildren().setAll(words);
        else guide.getChildren().clear();
        TransportBar bar = new TransportBar(next.playback(), messages());
        transport.getChildren().setAll(bar);
        focusPlay();
    }

    /** So that no key lands in the search field, and Space plays. */
    private void focusPlay() {
        for (Node bar : transport.getChildren()) if (bar instanceof TransportBar shown) shown.focusPlay();
    }

    /** The lesson that is open, if one is. */
    public @Nullable LessonSession session() {
        return session;
    }

    /**
     * Type for the last row: a projector shows the whole window on one wall, whatever its resolution, so the type is a part of the
     * window; of its width where the window is narrow, so that all has room.
     */
    private StringBinding presenterType() {
        return Bindings.createStringBinding(
                () -> {
                    if (!appearance.presenterProperty().get()) return "";
                    double size = Math.clamp(Math.min(getHeight() / 45, getWidth() / 68), 14, 48);
                    return "-fx-font-size: " + Math.round(size) + "px; -icon-size: " + Math.round(size * 1.4) + "px;";
                },
                appearance.presenterProperty(),
                widthProperty(),
                heightProperty());
    }

    /** Lets the style sheet make the sides smaller. */
    private void noteRoom() {
        pseudoClassStateChanged(NARROW, getWidth() < WIDE);
        pseudoClassStateChanged(LOW, getHeight() < HIGH);
    }

    private void onKey(KeyEvent e) {
        if (SEARCH.match(e)) {
            topBar.search().begin();
            e.consume();
            return;
        }
        KeyCode key = e.getCode();
        if (key == KeyCode.ESCAPE && closeTopmost()) {
            e.consume();
            return;
        }
        boolean typing = e.getTarget() instanceof TextInputControl && !leavesTextAlone(key);
        if (typing) return;
        for (Command command : commands) {
            if (!command.matches(e)) continue;
            command.action().run();
            e.consume();
            return;
        }
    }

    /** What lies over the stage goes first, in the order that it lies. */
    private boolean closeTopmost() {
        if (help.isVisible()) help.setVisible(false);
        else if (status.isVisible() && !topBar.search().searching()) status.dismissNewest();
        else return false;
        return true;
    }

    /** The keys of a clicker work with the cursor in a field too. */
    private static boolean leavesTextAlone(KeyCode key) {
        return key == KeyCode.PAGE_DOWN || key == KeyCode.PAGE_UP || key.isFunctionKey();
    }

    /** What can be done from the keyboard and the search. */
    List<Command> commands() {
        return commands;
    }

    /** What has a key, as the help lists it; a clicker sends the page keys. */
    private List<Command> allCommands() {
        return List.of(
                moving("forward", Playback::forward, KeyCode.PAGE_DOWN, KeyCode.PERIOD),
                moving("back", Playback::back, KeyCode.PAGE_UP, KeyCode.COMMA),
                moving("play", Playback::toggle, KeyCode.P),
                moving("toStart", Playback::toStart, KeyCode.HOME),
                moving("toEnd", Playback::toEnd, KeyCode.END),
                moving("coarser", playback -> playback.changeScale(-1), COARSER),
                moving("finer", playback -> playback.changeScale(1), FINER),
                new Command("undo", List.of(Shortcut.control(KeyCode.Z)), () -> onLesson(LessonSession::undo)),
                new Command("restore", this::restore, KeyCode.F9),
                new Command("help", () -> help.toggle(), KeyCode.F1),
                new Command("presenter", appearance::togglePresenter, KeyCode.F5),
                new Command("rightSide", () -> showRight(!right.isVisible()), KeyCode.F6),
                new Command("theme", appearance::toggleTheme, KeyCode.F7),
                new Command("language", appearance::toggleLanguage, KeyCode.F8));
    }

    private Command moving(String id, Consumer<Playback> action, KeyCode... keys) {
        return moving(id, action, Stream.of(keys).map(Shortcut::of).toList());
    }

    private Command moving(String id, Consumer<Playback> action, List<Shortcut> keys) {
        return new Command(id, keys, () -> onLesson(open -> action.accept(open.playback())));
    }

    private void onLesson(Consumer<LessonSession> action) {
        LessonSession open = session;
        if (open != null) action.accept(open);
    }

    /** The lesson as it is new, for the next group. */
    private void restore() {
        Lesson open = opened;
        if (open != null) open(open);
    }

    private void showRight(boolean show) {
        right.setVisible(show);
        right.setManaged(show);
    }

    @Override
    public Messages messages() {
        return appearance.messages();
    }

    @Override
    public Backend backend() {
        return computing.backend();
    }

    @Override
    public Inspector inspector() {
        return inspector;
    }

    @Override
    public Notice say(Sentence sentence) {
        return status.say(messages().text(sentence));
    }

    @Override
    public Notice offer(Sentence sentence, Sentence action, Runnable onAction) {
        return status.offer(messages().text(sentence), messages().text(action), onAction);
    }

    @Override
    public void close() {
        LessonSession open = session;
        if (open != null) open.close();
        session = null;
    }
}
