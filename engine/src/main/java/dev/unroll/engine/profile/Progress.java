package dev.unroll.engine.profile;

/**
 * Whom a measurement that takes a while tells how far it is.
 *
 * @param <P> what is known so far; it must not change afterwards
 */
@FunctionalInterface
public interface Progress<P> {
    /**
     * Tells what is known. Whatever it throws ends the measurement.
     *
     * @param share of the work that is done, from 0 to 1
     */
    void tell(double share, P soFar);
}
