package dev.unroll.app.knobs;

import javafx.geometry.Insets;
import javafx.scene.control.TextField;
import javafx.scene.control.TextFormatter;
import javafx.scene.input.Clipboard;
import javafx.scene.text.Text;

/**
 * A field for a text of any length. Line ends and tabs are kept and shown as signs; a text too long to be edited in a line is shown
 * by its beginning, and whatever is typed or pasted takes its place as a whole.
 */
final class TextKnobField extends TextField {
    private static final int LONGEST_EDITED = 200;

    /** The room of the caret, in pixels. */
    private static final double CARET = 6;

    private String whole = "";
    private boolean shortened;
    private boolean showing;

    TextKnobField() {
        setTextFormatter(new TextFormatter<>(this::replaceShortened));
    }

    private TextFormatter.Change replaceShortened(TextFormatter.Change change) {
        if (!showing && shortened && change.isContentChange()) {
            shortened = false;
            change.setRange(0, change.getControlText().length());
            int end = change.getText().length();
            change.selectRange(end, end);
        }
        return change;
    }

    /** Shows a text, the beginning of a long one. */
    void show(String text) {
        showing = true;
        whole = text;
        shortened = text.length() > LONGEST_EDITED;
        setText(shortened ? signs(text.substring(0, LONGEST_EDITED)) + "…" : signs(text));
        if (!isFocused()) home();
        showing = false;
    }

    /** By how much the text is wider than its field would be by itself, in pixels. */
    double missing() {
        Text text = new Text(getText());
        text.setFont(getFont());
        Insets around = getInsets();
        return text.getLayoutBounds().getWidth() + around.getLeft() + around.getRight() + CARET - prefWidth(-1);
    }

    /** The whole text that stands in the field. */
    String whole() {
        return shortened || getText().equals(signs(whole)) ? whole : withoutSigns(getText());
    }

    @Override
    public void paste() {
        String pasted = Clipboard.getSystemClipboard().getString();
        if (pasted == null) return;
        String text = pasted.replace("\r\n", "\n").replace('\r', '\n');
        if (text.length() <= LONGEST_EDITED) replaceSelection(signs(text));
        else if (shortened) show(text);
        else
            show(edited(0, getSelection().getStart())
                    + text
                    + edited(getSelection().getEnd(), getLength()));
    }

    private String edited(int from, int to) {
        return withoutSigns(getText(from, to));
    }

    private static String withoutSigns(String shown) {
        return shown.replace('↵', '\n').replace('⇥', '\t');
    }

    private static String signs(String text) {
        return text.replace('\n', '↵').replace('\t', '⇥');
    }
}
