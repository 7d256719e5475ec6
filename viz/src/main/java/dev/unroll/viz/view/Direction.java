package dev.unroll.viz.view;

/** Where a key moves the selection. */
public enum Direction {
    LEFT,
    RIGHT,
    UP,
    DOWN,
    /** To the first place of the line: the Home key. */
    FIRST,
    /** To the last place of the line: the End key. */
    LAST
}
