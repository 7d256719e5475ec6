/** Text from a model, token by token, with every candidate kept. */
@NullMarked
package dev.unroll.engine.generate;

import org.jspecify.annotations.NullMarked;
