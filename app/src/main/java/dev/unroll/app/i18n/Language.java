package dev.unroll.app.i18n;

import java.util.Locale;

/** The languages of the screen. */
public enum Language {
    /** English. */
    EN(Locale.ENGLISH, "EN"),
    /** Simplified Chinese. */
    ZH(Locale.SIMPLIFIED_CHINESE, "中");

    private final Locale locale;
    private final String label;

    Language(Locale locale, String label) {
        this.locale = locale;
        this.label = label;
    }

    /** For bundles and formats. */
    public Locale locale() {
        return locale;
    }

    /** What the button that switches to it says. */
    public String label() {
        return label;
    }

    /** The other one. */
    public Language other() {
        return this == EN ? ZH : EN;
    }
}
