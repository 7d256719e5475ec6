/** The command line. */
@NullMarked
package dev.unroll.app.cli;

import org.jspecify.annotations.NullMarked;
