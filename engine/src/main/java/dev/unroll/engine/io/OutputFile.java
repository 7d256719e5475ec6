package dev.unroll.engine.io;

import dev.unroll.engine.message.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Collection;
import java.util.UUID;

/**
 * A file that will be written. It is looked at before the work begins, so that what cannot be written is said then. A regular file is
 * written beside its place and moved there, so that one that was there before is lost only when the new one is whole; it keeps its
 * mode, and a link to it stays a link. A device or a pipe is written into.
 */
public final class OutputFile {
    private static final Logger LOG = LoggerFactory.getLogger(OutputFile.class);
    private static final int MAX_LINKS = 40;

    /** What a file is to hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** What a file that is read is for. */
    public enum Role {
        /** It is a model, or one of its files. */
        MODEL("role.model"),
        /** It is the model that training goes on with. */
        RESUMED("role.resumed"),
        /** It is a text. */
        TEXT("role.text"),
        /** It holds sentences and their translations. */
        PAIRS("role.pairs"),
        /** It is a recipe. */
        RECIPE("role.recipe"),
        /** It is what a recipe learns from. */
        DATA("role.data");

        private final Message title;

        Role(String key) {
            title = Message.of(key);
        }
    }

    private final Path path;
    private final @Nullable Path place;

    /** @param place where the regular file is, past all links; {@code null} if it is none */
    private OutputFile(Path path, @Nullable Path place) {
        this.path = path;
        this.place = place;
    }

    /**
     * A file at a path.
     *
     * @throws FileException if it cannot be written, in one sentence
     */
    public static OutputFile at(Path path) throws FileException {
        Path place;
        try {
            BasicFileAttributes there = Files.readAttributes(path, BasicFileAttributes.class);
            if (there.isDirectory()) throw new FileException(null, "file.writeFolder", path);
            if (!Files.isWritable(path)) throw new FileException(null, "file.writeForbidden", path);
            if (there.isOther()) return new OutputFile(path, null);
            place = path.toRealPath();
        } catch (NoSuchFileException e) {
            place = pastLinks(path);
        } catch (FileException e) {
            throw e;
        } catch (IOException e) {
            throw new FileException(e, "file.unwritable", path);
        }
        Path folder = place.getParent();
        if (folder == null || !Files.isDirectory(folder))
            throw new FileException(null, "file.noFolder", path, folder == null ? place : folder);
        if (!Files.isWritable(folder)) throw new FileException(null, "file.folderForbidden", path, folder);
        return new OutputFile(path, place);
    }

    /** Where a file will be that is not there yet: a link may already lead to it. */
    private static Path pastLinks(Path path) throws FileException {
        Path place = path.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(place) && links < MAX_LINKS; links++) {
            try {
                place = place.resolveSibling(Files.readSymbolicLink(place));
            } catch (IOException e) {
                throw new FileException(e, "file.unwritable", path);
            }
        }
        return place;
    }

    /** Whether there is a regular file, which writing would replace. */
    public boolean replaces() {
        return place != null && Files.exists(place);
    }

    /**
     * Makes sure that none of the files that are read would be written over, by whatever path or link.
     *
     * @param role what the files are
     * @param read files that are read, or would be if they were there
     * @throws FileException if this is one of them, in one sentence
     */
    public OutputFile apartFrom(Role role, Collection<Path> read) throws FileException {
        for (Path file : read)
            if (place != null && isSame(place, file))
                throw new FileException(null, "file.outputRead", path, role.title);
        return this;
    }

    private static boolean isSame(Path place, Path file) throws FileException {
        try {
            if (Files.exists(place) && Files.exists(file)) return Files.isSameFile(place, file);
            Path other = pastLinks(file);
            Path folder = place.getParent();
            Path otherFolder = other.getParent();
            return folder != null
                    && otherFolder != null
                    && String.valueOf(place.getFileName()).equals(String.valueOf(other.getFileName()))
                    && Files.isDirectory(otherFolder)
                    && Files.isSameFile(folder, otherFolder);
        } catch (FileSystemException e) {
            return false; // it cannot be read either, which whoever reads it will say
        } catch (IOException e) {
            throw new FileException(e, "file.unreadable", file);
        }
    }

    /**
     * Writes the file.
     *
     * @throws FileException if it cannot be written, in one sentence
     */
    public void write(Content content) throws FileException {
        try {
            if (place == null) writeTo(path, content, StandardOpenOption.WRITE);
            else replace(place, content);
        } catch (FileException e) {
            throw e;
        } catch (IOException e) {
            throw new FileException(e, "file.unwritable", path);
        }
    }

    private static void replace(Path place, Content content) throws IOException {
        // Not a temporary file of the system's making: that one would be readable by its owner alone for ever.
        Path partial = place.resolveSibling(".unroll-" + UUID.randomUUID() + ".part");
        partial.toFile().deleteOnExit(); // whatever ends the program, it leaves nothing behind
        try {
            if (Files.exists(place)) {
                Files.createFile(partial);
                takeMode(place, partial);
                writeTo(partial, content, StandardOpenOption.WRITE);
            } else {
                writeTo(partial, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
            Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void writeTo(Path file, Content content, StandardOpenOption... options) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file, options))) {
            content.writeTo(out);
        }
    }

    /** Owner and group only where that is allowed. */
    private static void takeMode(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (view == null) return;
        PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributes given = view.readAttributes();
        try {
            if (!wanted.group().equals(given.group())) view.setGroup(wanted.group());
            if (!wanted.owner().equals(given.owner())) view.setOwner(wanted.owner());
        } catch (FileSystemException e) {
            LOG.debug("{} stays with whoever writes it", from, e);
        }
        view.setPermissions(wanted.permissions());
    }
}
