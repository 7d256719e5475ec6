/** One position on nested scales, and the transport that moves it. */
@NullMarked
package dev.unroll.app.playback;

import org.jspecify.annotations.NullMarked;
