package dev.unroll.app.lesson;

/** Something that the user was told, until it no longer holds. */
@FunctionalInterface
public interface Notice {
    /** Takes it back; nothing if the user has done so already, or something newer stands in its place. */
    void dismiss();
}
