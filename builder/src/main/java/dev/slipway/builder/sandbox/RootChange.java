package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.TreePath;
import java.util.ArrayList;
import java.util.List;

/// How a command gets a root of its own, and what is mounted in it.
///
/// @param calls where the calls for it are added
record RootChange(CallSequence calls) {
  private static final long DETACH = 2;
  private static final long HERE = HostDirectory.WORKING_DIRECTORY;
  private static final long CLOSE_ON_EXEC = HostDirectory.CLOSE_ON_EXEC;
  private static final int EMPTY_PATH_OF_SOURCE = 4;

  /// Makes the directory `root` the root, with `placements` in it, and lets go of the old one.
  ///
  /// Everything that is to appear inside is picked up before the root changes and put down
  /// afterwards, when every path means what it means to the command.
  void add(String root, List<Sandbox.Placement> placements) {
    var picked = new ArrayList<Integer>();
    for (var placement : placements) {
      long source = calls.text(placement.source());
      picked.add(calls.add(placement.source(), SystemCall.OPEN_TREE, HERE, source, CLOSE_ON_EXEC));
    }
    long here = calls.text(".");
    calls.add("the new root", SystemCall.CHDIR, calls.text(root));
    calls.add("", SystemCall.PIVOT_ROOT, here, here);
    long nothing = calls.text("");
    for (int i = 0; i < placements.size(); i++) {
      var target = placements.get(i).target().toString();
      make(placements.get(i));
      calls.add(
          target,
          SystemCall.MOVE_MOUNT,
          CallSequence.resultOf(picked.get(i)),
          nothing,
          HERE,
          calls.text(target),
          EMPTY_PATH_OF_SOURCE);
    }
    for (var placement : placements) {
      if (placement.access() == Mount.Access.READ) {
        var target = placement.target().toString();
        calls.add(
            target,
            SystemCall.MOUNT_SETATTR,
            HERE,
            calls.text(target),
            0,
            calls.longs(MountCalls.READ_ONLY, 0, 0, 0),
            32);
      }
    }
    // The old root lies on top of the new one, where "." finds it and "/" does not.
    calls.add("of the old root", SystemCall.UMOUNT2, here, DETACH);
    calls.add("/", SystemCall.CHDIR, calls.text("/"));
  }

  // Most of the way is there, and whether the rest could be made shows when it is used.
  private void make(Sandbox.Placement placement) {
    if (placement.missing() == Sandbox.Missing.NOTHING) {
      return;
    }
    var path = TreePath.ROOT;
    for (var name : placement.target().parent().names()) {
      path = path.child(name);
      calls.attempt("", SystemCall.MKDIRAT, HERE, calls.text(path.toString()), 0755);
    }
    long last = calls.text(placement.target().toString());
    switch (placement.missing()) {
      case NOTHING -> {}
      case DIRECTORY -> calls.attempt("", SystemCall.MKDIRAT, HERE, last, 0755);
      case FILE -> calls.attempt("", SystemCall.MKNODAT, HERE, last, 0100644, 0);
    }
  }
}
