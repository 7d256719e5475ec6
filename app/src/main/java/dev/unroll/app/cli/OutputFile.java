package dev.unroll.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a command writes to, looked at before the work is done and not after it. */
final class OutputFile {
    private OutputFile() {}

    /**
     * Makes sure that a file can be written and is not the one that is read.
     *
     * @param read a file that exists
     * @param what it is, as in “the model”
     * @throws IOException if not, in one sentence
     */
    static void requireWritable(Path out, Path read, String what) throws IOException {
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(out)) throw cannotWrite(out, "it is a folder");
        if (!Files.isDirectory(folder)) throw cannotWrite(out, "there is no folder " + folder);
        if (!Files.isWritable(folder)) throw cannotWrite(out, "nothing may be written to the folder " + folder);
        if (Files.exists(out) && Files.isSameFile(out, read)) throw cannotWrite(out, "it is " + what);
    }

    private static IOException cannotWrite(Path out, String why) {
        return new IOException("The file " + out + " cannot be written: " + why + ".");
    }
}
