package dev.slipway.builder.tree;

/// A path and what it names.
///
/// @param path where
/// @param node what
public record Entry(TreePath path, Node node) {}
