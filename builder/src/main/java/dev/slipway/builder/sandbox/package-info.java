/// What only the kernel can do, and the sandbox built from it.
///
/// A JVM has no `mount`, no `unshare` and no file names that are bytes. This package has them: one
/// handle for `syscall(2)` and a table of numbers per architecture. It is the only package that
/// uses `java.lang.foreign`.
///
/// Three words: a *call* is one system call, and its failure is a [SystemCallException] that names
/// it; a [HostDirectory] is an open directory of the machine, whose names are bytes; the *worker*
/// is a second process of this program, inside the namespaces in which RUN steps run.
@NullMarked
package dev.slipway.builder.sandbox;

import org.jspecify.annotations.NullMarked;
