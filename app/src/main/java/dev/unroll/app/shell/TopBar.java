package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.road.Road;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.geometry.Side;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** The bar across the top: name, search, what computes, and how the screen looks. */
final class TopBar extends HBox {
    private final TextField search = new TextField();
    private final ContextMenu results = new ContextMenu();
    private final Messages messages;
    private boolean movedInResults;
    private final List<Command> commands;
    private final Consumer<Lesson> onOpen;

    /** What the search can find: a lesson or a command. */
    private record Find(String title, boolean available, Runnable action) {}

    TopBar(Appearance appearance, Computing computing, List<Command> commands, Consumer<Lesson> onOpen) {
        this.commands = commands;
        this.messages = appearance.messages();
        this.onOpen = onOpen;
        getStyleClass().add("top-bar");
        Label name = new Label("Unroll");
        name.getStyleClass().add("app-name");
        search.setId("search");
        search.promptTextProperty().bind(messages.text("search.prompt"));
        search.textProperty().subscribe(this::showResults);
        search.setOnAction(_ -> openFirst());
        results.addEventFilter(KeyEvent.KEY_PRESSED, this::onResultKey);
        search.setOnKeyPressed(e -> {
            if (e.getCode() == KeyCode.ESCAPE) search.clear();
        });
        getChildren()
                .addAll(
                        name,
                        spacer(),
                        search,
                        spacer(),
                        new DeviceMenu(computing, messages),
                        themeButton(appearance),
                        languageButton(appearance),
                        presenterButton(appearance));
    }

    private static Region spacer() {
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        return spacer;
    }

    private Button themeButton(Appearance appearance) {
        Button button = new Button();
        button.setId("theme");
        button.getStyleClass().add("flat");
        button.graphicProperty()
                .bind(appearance
                        .themeProperty()
                        .map(theme -> new FontIcon(theme == Appearance.Theme.LIGHT ? Feather.MOON : Feather.SUN)));
        button.setOnAction(_ -> appearance.toggleTheme());
        explain(button, "theme.toggle");
        return button;
    }

    private Button languageButton(Appearance appearance) {
        Button button = new Button();
        button.setId("language");
        button.getStyleClass().add("flat");
        button.textProperty()
                .bind(messages.languageProperty()
                        .map(language -> language.other().label()));
        button.setOnAction(_ -> appearance.toggleLanguage());
        explain(button, "language.toggle");
        return button;
    }

    private ToggleButton presenterButton(Appearance appearance) {
        ToggleButton button = new ToggleButton();
        button.setId("presenter");
        button.setGraphic(new FontIcon(Feather.MONITOR));
        button.getStyleClass().add("flat");
        button.selectedProperty().bindBidirectional(appearance.presenterProperty());
        explain(button, "presenter.toggle");
        return button;
    }

    private void explain(ButtonBase button, String key) {
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(messages.text(key));
        button.setTooltip(tooltip);
        button.accessibleTextProperty().bind(messages.text(key));
        button.setFocusTraversable(true);
    }

    /** Whether the focus is in the search. */
    boolean searching() {
        return search.isFocused();
    }

    void focusSearch() {
        search.requestFocus();
        search.selectAll();
    }

    private List<Find> matches(String query) {
        String wanted = query.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) return List.of();
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
                ? new Find(title, true, () -> onOpen.accept(lesson))
                : new Find(title + " – " + messages.get("lesson.notBuilt"), false, () -> {});
    }

    private Find find(Command command) {
        return new Find(messages.get(command.titleKey()) + "   " + command.keyNames(), true, command.action());
    }

    /** The open list gets the keys: Enter takes the first that can be done unless another was moved to. */
    private void onResultKey(KeyEvent e) {
        if (e.getCode() == KeyCode.UP || e.getCode() == KeyCode.DOWN) movedInResults = true;
        if (e.getCode() != KeyCode.ENTER || movedInResults) return;
        e.consume();
        openFirst();
    }

    private void showResults(String query) {
        results.hide();
        movedInResults = false;
        results.getItems().setAll(matches(query).stream().map(this::item).toList());
        if (!results.getItems().isEmpty() && search.getScene() != null && search.isFocused()) {
            results.show(search, Side.BOTTOM, 0, 4);
        }
    }

    private MenuItem item(Find find) {
        MenuItem item = new MenuItem(find.title());
        item.setDisable(!find.available());
        item.setOnAction(_ -> take(find));
        return item;
    }

    private void openFirst() {
        matches(search.getText()).stream().filter(Find::available).findFirst().ifPresent(this::take);
    }

    private void take(Find find) {
        search.clear();
        results.hide();
        find.action().run();
    }
}
