/// What the author of a Dockerfile wrote.
///
/// Three words to know: a [dev.slipway.dockerfile.Source] is a named text; parsing it gives a
/// [dev.slipway.dockerfile.Dockerfile], a tree of [dev.slipway.dockerfile.Instruction]s in which
/// nothing is expanded and every [dev.slipway.dockerfile.Word] has its
/// [dev.slipway.dockerfile.Span]; an [dev.slipway.dockerfile.Expander] turns words into values.
///
/// The main path: [dev.slipway.dockerfile.Dockerfile#parse(String, byte[])] joins lines
/// (`LineReader`), splits them into statements (`StatementReader`), reads the heredocs that follow
/// (`HeredocReader`), and checks each statement's meaning (`InstructionReader`). What is wrong is a
/// [dev.slipway.dockerfile.DockerfileException] that knows the place and can draw it.
@NullMarked
package dev.slipway.dockerfile;

import org.jspecify.annotations.NullMarked;
