/** What a person can turn in a lesson, declared once for the bar above the stage, the command line, the guide and undo. */
@NullMarked
package dev.unroll.app.knobs;

import org.jspecify.annotations.NullMarked;
