package dev.unroll.app.shell;

import atlantafx.base.controls.CustomTextField;
import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.road.Road;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;

/**
 * A field to find a lesson or a command with, and below it what was found. Enter takes the first that can be done, or the one that the
 * arrow keys moved to; Esc takes none. Either way the focus goes back to where it was.
 */
final class Search extends Region {
    private static final double GAP = 4;

    private final CustomTextField field = new CustomTextField();
    private final SearchResults results;
    private final Messages messages;
    private final List<Command> commands;
    private final Consumer<Lesson> onOpen;
    private Runnable onNoFocusBefore = () -> {};
    private @Nullable Node focusedBefore;

    /** What can be found: a lesson or a command. */
    record Find(String title, String note, boolean available, Runnable action) {}

    Search(Messages messages, List<Command> commands, Consumer<Lesson> onOpen) {
        this.messages = messages;
        this.commands = commands;
        this.onOpen = onOpen;
        getStyleClass().add("search");
        results = new SearchResults(messages.text("search.nothing"), this::take);
        results.fixedCellSizeProperty()
                .bind(field.fontProperty().map(font -> Math.ceil(font.getSize() * SearchResults.ROW)));
        field.setId("search");
        field.setLeft(new FontIcon(Feather.SEARCH));
        field.promptTextProperty().bind(prompt());
        field.accessibleTextProperty().bind(messages.text("search.prompt"));
        field.textProperty().subscribe(_ -> find());
        field.focusedProperty().subscribe(_ -> find());
        field.addEventFilter(KeyEvent.KEY_PRESSED, this::onKey);
        sceneProperty().subscribe(scene -> {
            if (scene != null) scene.focusOwnerProperty().addListener((_, old, now) -> rememberFocus(old, now));
        });
        getChildren().addAll(field, results);
    }

    /** As long a prompt as there is room for. */
    private ObservableValue<String> prompt() {
        ObservableValue<String> whole = messages.text("search.prompt");
        ObservableValue<String> brief = messages.text("search.prompt.short");
        return Bindings.createStringBinding(
                () -> {
                    Text text = new Text(whole.getValue());
                    text.setFont(field.getFont());
                    double beside = 4 * field.getFont().getSize(); // the icon and the padding
                    boolean fits = text.getLayoutBounds().getWidth() + beside <= field.getWidth();
                    return fits ? whole.getValue() : brief.getValue();
                },
                whole,
                brief,
                field.fontProperty(),
                field.widthProperty());
    }

    // --- focus ---

    private void rememberFocus(@Nullable Node before, @Nullable Node now) {
        if (now == field) focusedBefore = before;
        else if (before == field) focusedBefore = null;
    }

    /** What takes the focus where nothing had it before, or that is gone. */
    void setOnNoFocusBefore(Runnable action) {
        onNoFocusBefore = action;
    }

    /** Begins a search. */
    void begin() {
        field.requestFocus();
        field.selectAll();
    }

    /** Whether a search is on. */
    boolean searching() {
        return field.isFocused();
    }

    private void end() {
        field.clear();
        Node before = focusedBefore;
        focusedBefore = null;
        Scene scene = getScene();
        if (before != null && before.getScene() == scene && !before.isDisabled()) before.requestFocus();
        if (scene != null && (scene.getFocusOwner() == field || scene.getFocusOwner() == null)) onNoFocusBefore.run();
    }

    // --- what is found ---

    private void onKey(KeyEvent e) {
        switch (e.getCode()) {
            case ESCAPE -> end();
            case ENTER -> {
                Find chosen = results.chosen();
                if (chosen != null) take(chosen);
            }
            case DOWN -> results.move(1);
            case UP -> results.move(-1);
            default -> {
                return;
            }
        }
        e.consume();
    }

    private void find() {
        boolean asked = field.isFocused() && !field.getText().isBlank();
        if (asked) results.show(matches(field.getText()));
        results.setVisible(asked);
        requestLayout();
    }

    private List<Find> matches(String query) {
        String wanted = query.strip().toLowerCase(Locale.ROOT);
        Stream<Find> lessons = Road.LESSONS.stream()
                .filter(lesson -> contains(messages.get(lesson.titleKey()), wanted)
                        || lesson.id().contains(wanted))
                .map(this::find);
        Stream<Find> found = commands.stream()
                .filter(command -> contains(messages.get(command.titleKey()), wanted))
                .map(this::find);
        return Stream.concat(lessons, found).toList();
    }

    private static boolean contains(String title, String wanted) {
        return title.toLowerCase(Locale.ROOT).contains(wanted);
    }

    private Find find(Lesson lesson) {
        String title = messages.get(lesson.titleKey());
        return lesson.available()
                ? new Find(title, "", true, () -> onOpen.accept(lesson))
                : new Find(title, messages.get("lesson.notBuilt"), false, () -> {});
    }

    private Find find(Command command) {
        return new Find(messages.get(command.titleKey()), command.keyNames(), true, command.action());
    }

    /** The focus is back before the action runs, which may move it on. */
    private void take(Find find) {
        end();
        find.action().run();
    }

    // --- room ---

    @Override
    protected double computeMinWidth(double height) {
        return 11 * field.getFont().getSize();
    }

    @Override
    protected double computePrefWidth(double height) {
        return 24 * field.getFont().getSize();
    }

    @Override
    protected double computePrefHeight(double width) {
        return field.prefHeight(width);
    }

    @Override
    protected double computeMaxHeight(double width) {
        return field.prefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        field.resizeRelocate(0, 0, getWidth(), getHeight());
        if (!results.isVisible() || getScene() == null) return;
        double left = localToScene(0, 0).getX();
        double width = Math.min(results.prefWidth(-1), getScene().getWidth() - 2 * GAP);
        double x = Math.clamp(left, GAP, getScene().getWidth() - GAP - width) - left;
        results.resizeRelocate(snapPositionX(x), getHeight() + GAP, snapSizeX(width), results.prefHeight(width));
    }

    /** The field itself. */
    TextField field() {
        return field;
    }
}
