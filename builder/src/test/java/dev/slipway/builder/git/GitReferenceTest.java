package dev.slipway.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.git.GitReference.Fetching;
import dev.slipway.builder.git.GitReference.GitDirectory;
import dev.slipway.builder.git.GitReference.Submodules;
import dev.slipway.builder.git.GitReference.Times;
import dev.slipway.builder.git.GitRemote.Protocol;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitReferenceTest {

  private static GitReference read(String text) {
    return GitReference.findContext(text).orElseThrow();
  }

  @Nested
  class Addresses {
    // Text, protocol, host, what git is told.
    @ParameterizedTest
    @CsvSource({
      "https://example.com/foo.git, HTTPS, example.com, https://example.com/foo.git",
      "http://example.com/foo.git, HTTP, example.com, http://example.com/foo.git",
      "HTTP://example.com/foo.git, HTTP, example.com, http://example.com/foo.git",
      "https://foo:bar@github.com/o/r.git, HTTPS, github.com, https://github.com/o/r.git",
      "git://example.com/foo, GIT, example.com, git://example.com/foo",
      "git://host.xz:1234/path/to/repo.git, GIT, host.xz:1234, git://host.xz:1234/path/to/repo.git",
      "git@github.com:o/r, SSH, github.com, git@github.com:o/r",
      "git@github.com:o/r.git, SSH, github.com, git@github.com:o/r.git",
      "user-1@example.com:/srv/x/project.git, SSH, example.com,"
          + " user-1@example.com:/srv/x/project.git",
      "ssh://git@github.com:22/o/r.git, SSH, github.com:22, ssh://git@github.com:22/o/r.git",
      "ssh://u@192.168.0.123:456/~/r.git, SSH, 192.168.0.123:456,"
          + " ssh://u@192.168.0.123:456/~/r.git",
      "github.com/o/r, HTTPS, github.com, https://github.com/o/r",
      "file:///srv/x.git, FILE, '', file:///srv/x.git",
    })
    void areUnderstood(String text, Protocol protocol, String host, String address) {
      var remote = read(text).remote();
      assertThat(remote.protocol()).isEqualTo(protocol);
      assertThat(remote.host()).isEqualTo(host);
      assertThat(remote.address()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          ".",
          "a folder",
          "https://example.com/",
          "https://example.com/foo",
          "https://example.com/foo.git/",
          "https://example.com/foo.git.bar",
          "https://github.com/o/r",
          "http://github.com/docker/docker.git:#branch",
          "custom.xyz/o/r.git",
          "httpx://github.com/o/r.git",
          "ftp://example.com/r.git",
          "./.git",
          "../a@b:c",
          ".git",
          "@host:path",
          "user@:path",
          "u ser@host:path",
          "https://exa mple.com/r.git",
          "https://example.com:x/r.git",
          "https://example.com/%zz.git",
          "https://-oProxyCommand=x/r.git",
          "ssh://-oProxyCommand=x/r.git",
          "-a@host:path",
          "a@-host:path",
          "a@host:path\n",
        })
    void areNoneOfGit(String text) {
      assertThat(GitReference.findContext(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"github.com/o/r", "file:///srv/x.git"})
    void areForContextsOnly(String text) {
      assertThat(GitReference.find(text)).isEmpty();
      assertThat(GitReference.findContext(text)).isPresent();
    }

    @Test
    void keepTheirLoginToThemselves() {
      var reference = read("https://foo:s3cr%40t@github.com/o/r.git#v1");
      assertThat(reference.toString()).isEqualTo("https://github.com/o/r.git#v1");
      var login = reference.remote().login().orElseThrow();
      assertThat(login.user()).isEqualTo("foo");
      assertThat(login.password()).isEqualTo("s3cr@t");
      assertThat(login.toString()).doesNotContain("foo").doesNotContain("s3cr");
    }

    @ParameterizedTest
    @CsvSource({
      "https://example.com/foo.git, foo",
      "git@github.com:buildkit, buildkit",
      "git://example.com/a/foo, foo",
    })
    void haveShortNames(String text, String name) {
      assertThat(read(text).remote().shortName()).isEqualTo(name);
    }
  }

  @Nested
  class WhatIsWanted {
    // Text, reference, folder.
    @ParameterizedTest
    @CsvSource({
      "https://h/r.git#deadbeef, deadbeef, ''",
      "https://h/r.git#release/1.2, release/1.2, ''",
      "https://h/r.git#baz/qux:quux/quuz, baz/qux, quux/quuz",
      "https://h/r.git#:folder, '', folder",
      "https://h/r.git#v1:/a/./b/../c/, v1, a/c",
      "https://h/r.git#v1:../../etc, v1, etc",
      "https://h/r.git#v%31, v1, ''",
      "git@h:o/r.git#v1.0.0:hack, v1.0.0, hack",
      "github.com/o/r#master, master, ''",
      "https://h/r.git?ref=v1.0.0&subdir=/subdir, v1.0.0, subdir",
      "https://h/r.git?subdir=/subdir#v1.0.0, v1.0.0, subdir",
      "https://h/r.git?tag=v1.0.0, refs/tags/v1.0.0, ''",
      "https://h/r.git?tag=refs/tags/v1.0.0, refs/tags/v1.0.0, ''",
      "github.com/o/r?tag=v1.0.0, refs/tags/v1.0.0, ''",
      "https://h/r.git?branch=v1.0, refs/heads/v1.0, ''",
      "git@h:o/r.git?subdir=/subdir#v1.0.0, v1.0.0, subdir",
      "https://h/r.git?ref=v1#v1, v1, ''",
      "https://h/r.git?ref=a%2Bb, a+b, ''",
    })
    void standsBehindTheAddress(String text, String ref, String folder) {
      assertThat(read(text).ref().orElse("")).isEqualTo(ref);
      assertThat(read(text).folder()).isEqualTo(folder);
    }

    @Test
    void isUsuallyTheFilesOfTheDefaultBranch() {
      assertThat(read("https://h/r.git"))
          .isEqualTo(
              new GitReference(
                  new GitRemote(Protocol.HTTPS, "h", "https://h/r.git", Optional.empty()),
                  Optional.empty(),
                  Optional.empty(),
                  "",
                  Optional.empty(),
                  Submodules.INCLUDED,
                  Optional.empty(),
                  Fetching.BY_REFERENCE));
    }

    @Test
    void isSaidByAQuery() {
      var reference =
          read(
              "https://h/r.git?fetch-by-commit&checksum=deadbeef&keep-git-dir&submodules=0&mtime=commit#refs/heads/b");
      assertThat(reference.fetching()).isEqualTo(Fetching.BY_COMMIT);
      assertThat(reference.checksum()).contains("deadbeef");
      assertThat(reference.gitDirectory()).contains(GitDirectory.KEPT);
      assertThat(reference.submodules()).isEqualTo(Submodules.SKIPPED);
      assertThat(reference.times()).contains(Times.COMMIT);
      assertThat(reference.ref()).contains("refs/heads/b");
    }

    @Test
    void mayBeDeclined() {
      var reference =
          read("https://h/r.git?fetch-by-commit=false&keep-git-dir=F&submodules=T&mtime=checkout");
      assertThat(reference.fetching()).isEqualTo(Fetching.BY_REFERENCE);
      assertThat(reference.gitDirectory()).contains(GitDirectory.DROPPED);
      assertThat(reference.submodules()).isEqualTo(Submodules.INCLUDED);
      assertThat(reference.times()).contains(Times.CHECKOUT);
    }

    @Test
    void namesACommitInTwoWays() {
      assertThat(read("https://h/r.git?commit=abc").checksum()).contains("abc");
      assertThat(read("https://h/r.git?commit=abc&checksum=abc").checksum()).contains("abc");
    }

    // Query and fragment, complaint.
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "?ref=v1.0.0#v1.2.3 | ref conflicts: \"v1.2.3\" vs \"v1.0.0\"",
          "?ref=v1.0.0&tag=v1.2.3 | ref conflicts: \"v1.0.0\" vs \"refs/tags/v1.2.3\"",
          "?tag=v1.0.0&branch=v1.0 | branch conflicts with tag",
          "?subdir=a#:b | subdir conflicts: \"b\" vs \"a\"",
          "?checksum=a&commit=b | checksum conflicts: \"a\" vs \"b\"",
          "?mtime=invalid | invalid mtime value: \"invalid\" (must be \"checkout\" or \"commit\")",
          "?fetch-by-commit=invalid | invalid fetch-by-commit value: \"invalid\"",
          "?keep-git-dir=2 | invalid keep-git-dir value: \"2\"",
          "?submodules=yes | invalid submodules value: \"yes\"",
          "?ref= | query \"ref\" has no value",
          "?mtime | query \"mtime\" has no value",
          "?ref=a&ref=a | query \"ref\" has multiple values",
          "?invalid=123 | unexpected query \"invalid\"",
          "#-x | invalid git ref \"-x\"",
        })
    void mustNotContradictItself(String tail, String complaint) {
      assertThatThrownBy(() -> GitReference.find("https://h/r.git" + tail))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(complaint);
    }
  }
}
