/// Keys that a step may use and never have: `--mount=type=ssh`.
///
/// An SSH *agent* is a socket at which a program may ask which keys there are, and have something
/// signed with one. Slipway is such an agent for key files, within the process that builds: the
/// keys are read there, lie in its memory only, and no request makes it tell one. In front of an
/// agent of somebody else it stands as a *guard*, which lets through those two requests alone, so
/// that a step can neither add keys to it nor remove them.
@NullMarked
package dev.slipway.builder.agent;

import org.jspecify.annotations.NullMarked;
