package dev.slipway.dockerfile;

/// A name and a value of ENV or LABEL, both unexpanded and with their quotes.
public record Pair(Word name, Word value) {}
