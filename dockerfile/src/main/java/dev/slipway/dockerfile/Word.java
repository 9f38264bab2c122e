package dev.slipway.dockerfile;

/// A piece of an instruction, as written, and where it stands.
///
/// Nothing in `text` is expanded. In a flag's value the quotes are gone already, because the
/// language removes them when it reads flags; elsewhere they are still there.
public record Word(String text, Span span) {
  @Override
  public String toString() {
    return text;
  }
}
