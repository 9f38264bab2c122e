package dev.slipway.dockerfile;

/// A comment line above an instruction: its text after the `#`, trimmed, and where it stands.
public record Comment(String text, Span span) {}
