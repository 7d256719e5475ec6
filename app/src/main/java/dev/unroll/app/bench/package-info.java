/** How fast the engine is, measured in cases that another library can run too. */
@NullMarked
package dev.unroll.app.bench;

import org.jspecify.annotations.NullMarked;
