package dev.slipway.builder.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.MemoryTree;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountsTest {
  private final MemoryTree tree =
      new MemoryTree()
          .file(
              "etc/passwd",
              """
              root:x:0:0:root:/root:/bin/sh
              # a comment
              +nis
              broken:x:one:2::/:
              bob:x:1000:1001:Bob:/home/bob:/bin/sh
              homeless:x:1002:1002
              """)
          .file(
              "etc/group",
              """
              root:x:0:
              staff:x:50:alice,bob
              bob:x:1001:
              wheel:x:10:root,bob
              """);
  private final Accounts accounts = Accounts.of(tree);

  @Test
  void givesANameItsNumberAndPrimaryGroup() throws IOException {
    assertThat(accounts.owner("bob")).isEqualTo(new Owner(1000, 1001));
  }

  @Test
  void givesANumberTheSameGroup() throws IOException {
    assertThat(accounts.owner("5")).isEqualTo(new Owner(5, 5));
    assertThat(accounts.owner("1000")).isEqualTo(new Owner(1000, 1000));
  }

  @Test
  void givesEachSideOfAColonItsOwnMeaning() throws IOException {
    assertThat(accounts.owner("bob:staff")).isEqualTo(new Owner(1000, 50));
    assertThat(accounts.owner("bob:7")).isEqualTo(new Owner(1000, 7));
    assertThat(accounts.owner("7:staff")).isEqualTo(new Owner(7, 50));
    assertThat(accounts.owner("bob:")).isEqualTo(new Owner(1000, 0));
    assertThat(accounts.owner(":staff")).isEqualTo(new Owner(0, 50));
  }

  @Test
  void knowsRootWithoutAnyFile() throws IOException {
    var nobody = Accounts.of(new MemoryTree());
    assertThat(nobody.owner("root")).isEqualTo(Owner.ROOT);
    assertThat(nobody.identity("")).isEqualTo(new Identity(0, 0, List.of(), "/root"));
    assertThat(nobody.identity("root")).isEqualTo(new Identity(0, 0, List.of(), "/root"));
  }

  @Test
  void runsANameWithAllItsGroups() throws IOException {
    assertThat(accounts.identity("bob"))
        .isEqualTo(new Identity(1000, 1001, List.of(50L, 10L), "/home/bob"));
    assertThat(accounts.identity("1000"))
        .isEqualTo(new Identity(1000, 1001, List.of(50L, 10L), "/home/bob"));
    assertThat(accounts.identity("")).isEqualTo(new Identity(0, 0, List.of(10L), "/root"));
  }

  @Test
  void runsWithOnlyTheGroupThatIsNamed() throws IOException {
    assertThat(accounts.identity("bob:staff"))
        .isEqualTo(new Identity(1000, 50, List.of(), "/home/bob"));
    assertThat(accounts.identity("77:88")).isEqualTo(new Identity(77, 88, List.of(), "/"));
  }

  @Test
  void runsAnUnknownNumberWithGroupZero() throws IOException {
    assertThat(accounts.identity("77")).isEqualTo(new Identity(77, 0, List.of(), "/"));
    assertThat(accounts.identity("homeless")).isEqualTo(new Identity(1002, 1002, List.of(), "/"));
  }

  @Test
  void refusesANameThatIsNotThere() {
    assertThatThrownBy(() -> accounts.identity("alice"))
        .isInstanceOf(BuildException.Definition.class)
        .hasMessageContaining("unable to find user alice: no matching entries in passwd file");
    assertThatThrownBy(() -> accounts.owner("4294967295"))
        .isInstanceOf(BuildException.Definition.class);
    assertThatThrownBy(() -> accounts.identity("bob:crew")).hasMessageContaining("group 'crew'");
  }

  @Test
  void namesAnOwnerWithoutAnImageByNumberOnly() {
    assertThat(Accounts.numericOwner("5:6")).contains(new Owner(5, 6));
    assertThat(Accounts.numericOwner("5")).contains(new Owner(5, 5));
    assertThat(Accounts.numericOwner("root")).contains(Owner.ROOT);
    assertThat(Accounts.numericOwner("bob")).isEmpty();
    assertThat(Accounts.numericOwner("5:staff")).isEmpty();
  }

  @Test
  void followsALinkInsideTheImage() throws IOException {
    var linked =
        new MemoryTree()
            .file("usr/lib/passwd", "bob:x:7:8::/:\n")
            .symlink("etc/passwd", "../../../usr/lib/passwd");
    assertThat(Accounts.of(linked).owner("bob")).isEqualTo(new Owner(7, 8));
  }

  @Test
  void refusesAListThatIsNoFileOrTooLong() {
    var directory = new MemoryTree().directory("etc/passwd", 0755);
    assertThatThrownBy(() -> Accounts.of(directory).owner("bob"))
        .hasMessageContaining("not a regular file");
    var longer = new MemoryTree().file("etc/passwd", "x".repeat((10 << 20) + 1));
    assertThatThrownBy(() -> Accounts.of(longer).owner("bob")).hasMessageContaining("bytes long");
  }
}
