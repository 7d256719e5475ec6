/** The window: navigation, stage, guide, inspector and transport. */
@NullMarked
package dev.unroll.app.shell;

import org.jspecify.annotations.NullMarked;
