package dev.unroll.app.lesson.gpt;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was written after a prompt, in all its branches. As it is typed, branches have {@code |} between them and the one in view an
 * {@code *} before it; a number is the id of a token, and a dot stands for one that is drawn: {@code * 56 .... | 56 12}.
 *
 * @param branches the ids of each branch from the prompt on, {@link #DRAWN} where one is to be drawn; at least one branch
 * @param view which of them is in view
 */
record TextTree(List<List<Integer>> branches, int view) {
    /** In the place of an id: whatever is drawn there. */
    static final int DRAWN = -1;

    /** Nothing but the prompt. */
    static final TextTree EMPTY = new TextTree(List.of(List.of()), 0);

    TextTree {
        branches = branches.stream().map(List::copyOf).toList();
    }

    /**
     * Reads a tree as it is typed.
     *
     * @throws IllegalArgumentException if it is none
     */
    static TextTree parse(String typed) {
        List<List<Integer>> branches = new ArrayList<>();
        int view = 0;
        for (String branch : typed.split("\\|", -1)) {
            String path = branch.strip();
            if (path.startsWith("*")) view = branches.size();
            branches.add(path(path.startsWith("*") ? path.substring(1).strip() : path));
        }
        return new TextTree(branches, view);
    }

    private static List<Integer> path(String typed) {
        List<Integer> path = new ArrayList<>();
        for (String part : typed.split("\\s+")) {
            if (part.matches("\\.*")) for (int i = 0; i < part.length(); i++) path.add(DRAWN);
            else if (part.matches("\\d{1,7}")) path.add(Integer.parseInt(part));
            else throw new IllegalArgumentException("‘" + part + "’ is no token of a branch");
        }
        return path;
    }

    /** As {@link #parse} reads it. */
    String format() {
        if (equals(EMPTY)) return "";
        List<String> all = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++)
            all.add((i == view ? "* " : "")
                    + branches.get(i).stream()
                            .map(id -> id == DRAWN ? "." : id.toString())
                            .collect(Collectors.joining(" ")));
        return String.join(" | ", all);
    }

    /** The branch in view. */
    List<Integer> path() {
        return branches.get(view);
    }

    /** The same with another branch in view. */
    TextTree show(int branch) {
        return new TextTree(branches, branch);
    }

    /**
     * With a token after the first {@code depth} of the branch in view: the same branch where it stands there or at its end, another
     * where one goes on so, and a new one otherwise.
     */
    TextTree with(int depth, int id) {
        List<Integer> wanted = new ArrayList<>(path().subList(0, depth));
        wanted.add(id);
        if (goesOn(path(), wanted)) return this;
        for (int i = 0; i < branches.size(); i++) if (goesOn(branches.get(i), wanted)) return show(i);
        List<List<Integer>> all = new ArrayList<>(branches);
        if (depth == path().size()) {
            all.set(view, wanted);
            return new TextTree(all, view);
        }
        all.add(wanted);
        return new TextTree(all, all.size() - 1);
    }

    private static boolean goesOn(List<Integer> branch, List<Integer> beginning) {
        return branch.size() >= beginning.size()
                && branch.subList(0, beginning.size()).equals(beginning);
    }

    /** How many tokens a branch shares with one of those before it: from there on it is a branch of its own. */
    int fork(int branch) {
        int most = 0;
        for (int before = 0; before < branch; before++)
            most = Math.max(most, shared(branches.get(before), branches.get(branch)));
        return most;
    }

    /** How many tokens two branches begin with alike. */
    static int shared(List<Integer> a, List<Integer> b) {
        int count = 0;
        while (count < Math.min(a.size(), b.size()) && a.get(count).equals(b.get(count))) count++;
        return count;
    }
}
