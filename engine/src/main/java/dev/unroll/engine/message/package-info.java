/** What the engine has to tell people, in their language. */
@NullMarked
package dev.unroll.engine.message;

import org.jspecify.annotations.NullMarked;
