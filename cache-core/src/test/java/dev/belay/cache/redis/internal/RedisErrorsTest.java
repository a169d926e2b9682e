package dev.belay.cache.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import dev.belay.testservers.leak.LeakScan;
import dev.belay.testservers.leak.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts that servers are known to send. */
class RedisErrorsTest {

  private static BelayException sorted(String text) {
    BelayException sorted = RedisErrors.of("GET", text, BackendFault::ofCode);
    LeakScan.inspect(sorted);
    return sorted;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WRONGPASS invalid or missing auth token | AccessDeniedException | WRONGPASS",
        "NOAUTH Authentication required. | AccessDeniedException | NOAUTH",
        "NOPERM this user has no permissions to run the 'set' command | AccessDeniedException | NOPERM",
        "ERR invalid password | AccessDeniedException | ERR",
        "ERR AUTH <password> called without any password configured | AccessDeniedException | ERR",
        "WRONGTYPE Operation against a key holding the wrong kind | InvalidArgumentException | WRONGTYPE",
        "ERR value is not an integer or out of range | InvalidArgumentException | ERR",
        "ERR wrong number of arguments for 'get' command | InvalidArgumentException | ERR",
        "ERR max request size exceeded. Limit: 1048576 bytes | InvalidArgumentException | ERR",
        "ERR max single record size exceeded | InvalidArgumentException | ERR",
        "ERR max key size exceeded. Limit: X bytes, Actual: Z bytes | InvalidArgumentException | ERR",
        "something without a code | InvalidArgumentException | ERR",
        "ERR unknown command 'GETDEL', with args beginning with: | ConfigurationException | ERR",
        "ERR Command is not available: 'select' | ConfigurationException | ERR",
        "MOVED 3999 127.0.0.1:6381 | ConfigurationException | MOVED",
        "CROSSSLOT Keys in request don't hash to the same slot | ConfigurationException | CROSSSLOT"
      })
  void sortsARefusal(String text, String type, String code) {
    BelayException sorted = sorted(text);
    assertThat(sorted.getClass().getSimpleName()).isEqualTo(type);
    assertThat(sorted.fault().code()).contains(code);
    assertThat(sorted).hasMessageStartingWith("GET was refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ERR max daily request limit exceeded. Limit: 10000, Usage: 10000. | QUOTA_EXCEEDED | false",
        "ERR max requests limit exceeded. | QUOTA_EXCEEDED | false",
        "ERR max number of clients reached | BUSY | true",
        "ERR max concurrent connections exceeded | BUSY | true",
        "LOADING Redis is loading the dataset in memory | BUSY | true",
        "BUSY Redis is busy running a script | BUSY | true",
        "MASTERDOWN Link with MASTER is down | BUSY | true",
        "CLUSTERDOWN The cluster is down | BUSY | true",
        "READONLY You can't write against a read only replica. | READ_ONLY | true",
        "OOM command not allowed when used memory > 'maxmemory'. | FULL | false",
        "ERR DB capacity quota exceeded | FULL | false",
        "MISCONF Redis is configured to save RDB snapshots | FULL | false"
      })
  void sortsAnOutage(String text, String reason, boolean retryable) {
    RedisUnavailableException sorted = (RedisUnavailableException) sorted(text);
    assertThat(sorted.reason()).hasToString(reason);
    assertThat(sorted.retryable()).isEqualTo(retryable);
    assertThat(sorted.maybeExecuted()).isFalse();
  }

  @Test
  void showsNothingOfTheText() {
    String secret = TestKeys.openai();
    assertThat(sorted("ERR unknown command '" + secret + "'")).hasMessageNotContaining(secret);
    assertThat(sorted("ERR user_script:1: " + secret)).hasMessageNotContaining(secret);
    assertThat(sorted(secret).fault().code()).contains("ERR");
  }
}
