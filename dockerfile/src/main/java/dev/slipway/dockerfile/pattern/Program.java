package dev.slipway.dockerfile.pattern;

import java.util.BitSet;
import java.util.List;

/// A compiled pattern: steps that must take all of a path.
///
/// All ways to match are followed at once, so that no pattern makes it slow.
record Program(List<Step> steps) {
  Program {
    steps = List.copyOf(steps);
  }

  boolean matches(String path) {
    int literal = literalStart(path);
    if (literal < 0) {
      return false;
    }
    var reached = new BitSet(steps.size() + 1);
    enter(literal, reached);
    for (int index = text(literal); index < path.length() && !reached.isEmpty(); ) {
      int point = path.codePointAt(index);
      index += Character.charCount(point);
      reached = after(point, reached);
    }
    return reached.get(2 * steps.size());
  }

  /// How many steps at the start are single characters that the path starts with; -1 when it starts
  /// with others.
  private int literalStart(String path) {
    int at = 0;
    int step = 0;
    while (step < steps.size() && steps.get(step) instanceof Step.One(var point)) {
      if (at >= path.length() || path.codePointAt(at) != point) {
        return -1;
      }
      at += Character.charCount(point);
      step++;
    }
    return step;
  }

  private int text(int literalSteps) {
    int length = 0;
    for (var step : steps.subList(0, literalSteps)) {
      length += step instanceof Step.One(var point) ? Character.charCount(point) : 0;
    }
    return length;
  }

  /// Each step has two states: before it, and (odd) inside it.
  private BitSet after(int point, BitSet reached) {
    var next = new BitSet(2 * steps.size() + 2);
    for (int state = reached.nextSetBit(0); state >= 0; state = reached.nextSetBit(state + 1)) {
      int index = state / 2;
      if (index == steps.size()) {
        continue;
      }
      switch (steps.get(index)) {
        case Step.One(var wanted) -> {
          if (wanted == point) {
            enter(index + 1, next);
          }
        }
        case Step.Any() -> {
          if (point != '/') {
            enter(index + 1, next);
          }
        }
        case Step.OneOf set -> {
          if (set.holds(point)) {
            enter(index + 1, next);
          }
        }
        case Step.Some() -> {
          if (point != '/') {
            enter(index, next);
          }
        }
        case Step.Folders() -> {
          if (point != '\n') {
            next.set(2 * index + 1);
          }
          if (point == '/') {
            enter(index + 1, next);
          }
        }
        case Step.Rest() -> {
          if (point != '\n') {
            enter(index, next);
          }
        }
      }
    }
    return next;
  }

  /// Marks the state before `index`, and before those that follow steps which may take nothing.
  private void enter(int index, BitSet reached) {
    int at = index;
    reached.set(2 * at);
    while (at < steps.size()
        && switch (steps.get(at)) {
          case Step.Some _, Step.Folders _, Step.Rest _ -> true;
          case Step.One _, Step.Any _, Step.OneOf _ -> false;
        }) {
      at++;
      reached.set(2 * at);
    }
  }
}
