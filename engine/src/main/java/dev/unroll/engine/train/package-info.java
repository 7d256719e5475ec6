/** Training that can be stopped anywhere and gone back to any step. */
@NullMarked
package dev.unroll.engine.train;

import org.jspecify.annotations.NullMarked;
