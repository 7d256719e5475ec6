/** The lessons in their order: the one place that names them. */
@NullMarked
package dev.unroll.app.road;

import org.jspecify.annotations.NullMarked;
