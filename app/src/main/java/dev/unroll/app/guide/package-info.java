/** The walk through a lesson: steps as data, values to be guessed, and claims over the numbers on screen. */
@NullMarked
package dev.unroll.app.guide;

import org.jspecify.annotations.NullMarked;
