package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.Road;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
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
    private final Consumer<Lesson> onOpen;

    TopBar(Appearance appearance, String device, Consumer<Lesson> onOpen) {
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
        Label deviceLabel = new Label();
        deviceLabel.getStyleClass().add("device");
        deviceLabel.textProperty().bind(messages.text("device", device));
        getChildren()
                .addAll(
                        name,
                        spacer(),
                        search,
                        spacer(),
                        deviceLabel,
                        themeButton(appearance),
                        languageButton(),
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
        button.setOnAction(_ ->
                appearance.themeProperty().set(appearance.themeProperty().get().other()));
        explain(button, "theme.toggle");
        return button;
    }

    private Button languageButton() {
        Button button = new Button();
        button.setId("language");
        button.getStyleClass().add("flat");
        button.textProperty()
                .bind(messages.languageProperty()
                        .map(language -> language.other().label()));
        button.setOnAction(_ -> messages.languageProperty()
                .set(messages.languageProperty().get().other()));
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

    void focusSearch() {
        search.requestFocus();
        search.selectAll();
    }

    private List<Lesson> matches(String query) {
        String wanted = query.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) return List.of();
        return Road.LESSONS.stream()
                .filter(lesson -> title(lesson).toLowerCase(Locale.ROOT).contains(wanted)
                        || lesson.id().contains(wanted))
                .toList();
    }

    private String title(Lesson lesson) {
        String title = messages.get(lesson.titleKey());
        return lesson.available() ? title : title + " – " + messages.get("lesson.notBuilt");
    }

    /** The open list gets the keys: Enter takes the first lesson unless another was moved to. */
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

    private MenuItem item(Lesson lesson) {
        MenuItem item = new MenuItem(title(lesson));
        item.setDisable(!lesson.available());
        item.setOnAction(_ -> open(lesson));
        return item;
    }

    private void openFirst() {
        matches(search.getText()).stream().filter(Lesson::available).findFirst().ifPresent(this::open);
    }

    private void open(Lesson lesson) {
        search.clear();
        results.hide();
        onOpen.accept(lesson);
    }
}
