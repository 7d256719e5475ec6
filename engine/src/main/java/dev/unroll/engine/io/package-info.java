/** Files: safetensors and this program's own checkpoints. */
@NullMarked
package dev.unroll.engine.io;

import org.jspecify.annotations.NullMarked;
