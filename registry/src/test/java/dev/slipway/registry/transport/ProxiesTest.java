package dev.slipway.registry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxiesTest {
  private final Proxies proxies =
      Proxies.of(
          Map.of(
              "https_proxy", "http://user:canary@proxy.example:3128",
              "HTTP_PROXY", "proxy.example:8080",
              "NO_PROXY",
                  "direct.example, .suffix.example,*.star.example,port.example:5000,"
                      + "10.0.0.0/8,192.168.7.129/31,fd00::/12,2001:db8::7,nonsense/8"));

  @Test
  void choosesByScheme() {
    assertThat(proxies.find(URI.create("https://a.example/")).map(URI::getPort)).contains(3128);
    assertThat(proxies.find(URI.create("http://a.example/")).map(URI::getPort)).contains(8080);
  }

  @Test
  void leavesOutWhatNeedsNone() {
    for (var host :
        new String[] {
          "direct.example",
          "below.direct.example",
          "x.suffix.example",
          "x.star.example",
          "port.example:5000",
          "10.200.3.4:5000",
          "192.168.7.128",
          "[fd0f::1]:5000",
          "[2001:db8::7]:5000",
          "localhost:5000",
          "127.0.0.1:5000",
          "[::1]:5000"
        }) {
      assertThat(proxies.find(URI.create("https://" + host + "/"))).as(host).isEmpty();
    }
    for (var host :
        new String[] {
          "notdirect.example",
          "port.example:6000",
          "suffix.example",
          "11.0.0.1",
          "192.168.7.130",
          "[fd10::1]",
          "[2001:db8::8]",
          "10.example"
        }) {
      assertThat(proxies.find(URI.create("https://" + host + "/"))).as(host).isPresent();
    }
  }

  @Test
  void tellsNobodyThePassword() {
    assertThat(proxies.toString()).doesNotContain("canary");
    assertThatThrownBy(() -> Proxies.of(Map.of("HTTPS_PROXY", "socks5://me:canary@proxy:1080")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("HTTPS_PROXY")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"));
  }
}
