/** Teaches: lessons, lab, playback, comparison and the command line. */
module dev.unroll.app {
    requires static org.jspecify;
    requires atlantafx.base;
    requires com.fasterxml.jackson.databind;
    requires dev.unroll.viz;
    requires info.picocli;
    requires java.desktop; // draws the sheet of screenshots
    requires java.management; // tells whether Java's compiler rests
    requires org.kordamp.ikonli.feather;
    requires org.kordamp.ikonli.javafx;
    requires org.slf4j;

    exports dev.unroll.app;
    exports dev.unroll.app.shell to
            javafx.graphics;

    opens dev.unroll.app.cli to
            info.picocli;
    opens dev.unroll.app.guide to
            com.fasterxml.jackson.databind;
    opens dev.unroll.app.playback to
            com.fasterxml.jackson.databind;
}
