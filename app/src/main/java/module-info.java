/** Teaches: lessons, lab, playback, comparison and the command line. */
module dev.unroll.app {
    requires static org.jspecify;
    requires dev.unroll.viz;
    requires info.picocli;
    requires org.slf4j;
}
