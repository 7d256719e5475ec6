/** What a lesson is, and the road that they stand along. */
@NullMarked
package dev.unroll.app.lesson;

import org.jspecify.annotations.NullMarked;
