package dev.slipway.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON texts made of maps, iterables, strings, numbers and booleans.
///
/// The streaming generator alone: data binding would cost a start-up more than it saves.
final class Json {
  private Json() {}

  /// The value on several lines, for a report; ends without a newline.
  static String text(Object value) {
    var indenter = new DefaultIndenter("  ", "\n");
    return write(
        value, new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
  }

  /// The value on one line, for a stream of events.
  static String line(Object value) {
    return write(value, null);
  }

  private static String write(Object value, @Nullable PrettyPrinter printer) {
    var text = new StringWriter();
    try (var generator = new JsonFactory().createGenerator(text)) {
      generator.setPrettyPrinter(printer);
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> fields -> {
        generator.writeStartObject();
        for (var field : fields.entrySet()) {
          generator.writeFieldName(String.valueOf(field.getKey()));
          write(generator, field.getValue());
        }
        generator.writeEndObject();
      }
      // An iterable of paths, too, each of which is its own only element.
      case Path path -> generator.writeString(path.toString());
      case Iterable<?> elements -> {
        generator.writeStartArray();
        for (var element : elements) {
          write(generator, element);
        }
        generator.writeEndArray();
      }
      case Boolean truth -> generator.writeBoolean(truth);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      default -> generator.writeString(value.toString());
    }
  }
}
