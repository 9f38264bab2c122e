package dev.slipway.builder.copy;

import static dev.slipway.builder.copy.Copies.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.MemoryTree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.builder.users.Owner;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WorkingDirectoryTest {
  private final MemoryTree stage = new MemoryTree();

  private RecordedLayer make(String path) throws IOException {
    var layer = new RecordedLayer();
    new WorkingDirectory(TreePath.of(path), new Owner(5, 6), Copies.CLOCK, Copies.CLOCK)
        .make(stage, layer);
    return layer;
  }

  @Test
  void givesAllThatItMakesToTheUser() throws IOException {
    stage.directory("srv", 0700).owned("srv", 1, 1);
    assertThat(show(make("/srv/a/b")))
        .isEqualTo(
            """
            /srv/ 700 1:1 @1000
            /srv/a/ 755 5:6 @1000
            /srv/a/b/ 755 5:6 @1000
            """);
  }

  @Test
  void leavesWhatIsThereAlone() throws IOException {
    stage.directory("srv/a", 0700);
    assertThat(make("/srv/a").put).isEmpty();
    assertThat(make("/").put).isEmpty();
  }

  @Test
  void followsLinksAlsoThoseThatDangle() throws IOException {
    stage.symlink("l", "new/place");
    assertThat(make("/l/sub").put)
        .containsExactly(
            TreePath.of("new"), TreePath.of("new/place"), TreePath.of("new/place/sub"));
  }

  @Test
  void refusesAFileInTheWay() {
    stage.file("f", "");
    assertThatThrownBy(() -> make("/f/sub")).isInstanceOf(BuildException.Definition.class);
  }
}
