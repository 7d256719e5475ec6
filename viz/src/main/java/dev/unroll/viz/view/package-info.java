/** What every view shares: its colours and type from CSS, its cells, selection, keys and accessible text. */
@NullMarked
package dev.unroll.viz.view;

import org.jspecify.annotations.NullMarked;
