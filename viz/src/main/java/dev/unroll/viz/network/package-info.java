/** A network drawn as it is: a node for each unit and a line for each weight. */
@NullMarked
package dev.unroll.viz.network;

import org.jspecify.annotations.NullMarked;
