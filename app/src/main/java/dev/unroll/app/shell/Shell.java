package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.LessonContext;
import dev.unroll.app.lesson.LessonSession;
import dev.unroll.app.lesson.Notice;
import dev.unroll.app.playback.Playback;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.explain.ArithmeticCard;
import dev.unroll.viz.explain.ArithmeticText;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.TitledPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The window's content: the road on the left, the open lesson in the middle, guide and inspector on the right. */
public final class Shell extends BorderPane implements LessonContext, AutoCloseable {
    private static final double ROOM_FOR_BOTH = 900;
    private static final double LEAST_CARD = 80;
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
    private final ArithmeticCard card = new ArithmeticCard();
    private final Label empty = new Label();
    private final VBox right = new VBox();
    private final StackPane transport = new StackPane();
    private final BooleanProperty guideOpen = new SimpleBooleanProperty(this, "guideOpen", true);
    private @Nullable LessonSession session;

    /** A window with no lesson open yet. */
    public Shell(Appearance appearance, Computing computing) {
        this.appearance = appearance;
        this.computing = computing;
        getStyleClass().add("shell");
        commands = allCommands();
        status = new StatusBar(appearance.messages());
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
        messages().languageProperty().subscribe(() -> card.textProperty().set(cardText()));
        card.textProperty().set(cardText());
        appearance.applyTo(this);
        computing.setOnNotice(this::say);
        styleProperty().bind(presenterType());
        widthProperty().subscribe(this::noteRoom);
        heightProperty().subscribe(this::noteRoom);
        addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
    }

    private VBox rightPane() {
        Label heading = new Label();
        heading.textProperty().bind(messages().text("inspector"));
        heading.getStyleClass().add("pane-heading");
        empty.textProperty().bind(messages().text("inspector.empty"));
        empty.setWrapText(true);
        empty.setMinHeight(Region.USE_PREF_SIZE);
        empty.getStyleClass().add("muted");
        ScrollPane cardPane = scrolling(card);
        cardPane.setPrefViewportHeight(LEAST_CARD); // it grows to what the guide leaves
        VBox inspector = new VBox(heading, empty, cardPane);
        inspector.getStyleClass().add("inspector");
        VBox.setVgrow(cardPane, Priority.ALWAYS);
        VBox.setVgrow(inspector, Priority.ALWAYS);
        ScrollPane guideScroll = scrolling(guide);
        guideScroll
                .prefViewportHeightProperty()
                .bind(guide.heightProperty()); // as it wraps, which a scroll pane cannot know
        TitledPane guidePane = new TitledPane(null, guideScroll);
        guidePane.setId("guide");
        guidePane.textProperty().bind(messages().text("guide"));
        guidePane.setAnimated(false);
        guidePane.getStyleClass().addAll("dense", "guide-pane");
        guidePane.expandedProperty().bindBidirectional(guideOpen);
        guidePane.managedProperty().bind(guidePane.visibleProperty());
        guidePane.visibleProperty().bind(appearance.presenterProperty().not());
        right.getStyleClass().add("right-pane");
        right.getChildren().addAll(guidePane, inspector);
        return right;
    }

    private ArithmeticText cardText() {
        Messages texts = messages();
        return new ArithmeticText(
                texts.get("card.back"),
                texts.get("card.given"),
                texts.get("card.terms"),
                texts.get("card.rest"),
                texts.get("card.showAll"));
    }

    private static ScrollPane scrolling(Node content) {
        ScrollPane pane = new ScrollPane(content);
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
        sayNothing();
        inspect(null);
        LessonSession opened = opener.apply(this);
        session = opened;
        road.showCurrent(lesson);
        stage.getChildren().setAll(opened.stage());
        guide.getChildren().setAll(new GuidePane(opened.guideKeys(), messages()));
        TransportBar bar = new TransportBar(opened.playback(), messages());
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
        Runnable onOpenLesson = () -> {
            LessonSession open = session;
            if (open != null) action.accept(open.playback());
        };
        return new Command(id, keys, onOpenLesson);
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
    public @Nullable Place inspected() {
        Explanation explanation = card.explanationProperty().get();
        return explanation == null ? null : explanation.place();
    }

    @Override
    public void inspect(@Nullable Explanation explanation) {
        boolean first = explanation != null && card.explanationProperty().get() == null;
        if (first && getHeight() < ROOM_FOR_BOTH) guideOpen.set(false); // both do not fit, and the number was asked for
        card.show(explanation);
        empty.setVisible(explanation == null);
        empty.setManaged(explanation == null);
    }

    /** Tells the user one sentence, in whatever language is chosen. */
    public Notice say(ObservableValue<String> sentence) {
        return status.say(sentence);
    }

    /**
     * Tells the user one sentence and offers what can be done.
     *
     * @param action what the button says
     */
    public Notice offer(ObservableValue<String> sentence, ObservableValue<String> action, Runnable onAction) {
        return status.offer(sentence, action, onAction);
    }

    @Override
    public void say(String sentence) {
        say(new SimpleStringProperty(sentence));
    }

    @Override
    public void offer(String sentence, String action, Runnable onAction) {
        offer(new SimpleStringProperty(sentence), new SimpleStringProperty(action), onAction);
    }

    @Override
    public void sayNothing() {
        status.clear();
    }

    @Override
    public void close() {
        LessonSession open = session;
        if (open != null) open.close();
        session = null;
    }
}
