package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class RegistryExceptionTest {
  @Test
  void saysInWordsWhatIsWrongWithAFile() {
    assertThat(message(new AccessDeniedException("/f"))).isEqualTo("read it: no permission for /f");
    assertThat(message(new NoSuchFileException("/f"))).isEqualTo("read it: /f does not exist");
    assertThat(message(new FileSystemException("/f", null, "No space left on device")))
        .isEqualTo("read it: /f: No space left on device");
    assertThat(message(new NotDirectoryException("/f")))
        .isEqualTo("read it: /f (NotDirectoryException)");
  }

  private static String message(IOException cause) {
    return String.valueOf(RegistryException.DiskFailed.of("read it", cause).getMessage());
  }
}
