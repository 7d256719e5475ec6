package dev.unroll.app.shell;

import java.util.List;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/**
 * A key to press, with or without Ctrl (⌘ on a Mac).
 *
 * @param name what is printed on the key
 * @param codes any of these is the key; several where keyboards differ
 * @param text what the key types, wherever a keyboard has it; empty for one that types nothing
 * @param control whether Ctrl is held
 */
record Shortcut(String name, List<KeyCode> codes, String text, boolean control) {
    /** A key by itself. */
    static Shortcut of(KeyCode code) {
        return new Shortcut(name(code), List.of(code), "", false);
    }

    /** A key with Ctrl. */
    static Shortcut control(KeyCode code) {
        return new Shortcut("Ctrl " + name(code), List.of(code), "", true);
    }

    /** Whatever types this character, and the keys of the number pad or of other keyboards that stand for it. */
    static Shortcut typing(String text, KeyCode... codes) {
        return new Shortcut(text, List.of(codes), text, false);
    }

    /** Whether this is what was pressed. Alt is never held: AltGr types characters. */
    boolean matches(KeyEvent pressed) {
        return !pressed.isAltDown()
                && pressed.isShortcutDown() == control
                && (codes.contains(pressed.getCode()) || !text.isEmpty() && text.equals(pressed.getText()));
    }

    private static String name(KeyCode key) {
        return switch (key) {
            case COMMA -> ",";
            case PERIOD -> ".";
            case OPEN_BRACKET -> "[";
            case CLOSE_BRACKET -> "]";
            default -> key.getName();
        };
    }
}
