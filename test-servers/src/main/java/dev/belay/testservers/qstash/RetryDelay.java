package dev.belay.testservers.qstash;

import java.time.Duration;

/**
 * How long to wait before a retry: QStash's own backoff, or an expression in milliseconds over
 * {@code retried}, such as {@code 10000 * pow(2, retried)}.
 */
final class RetryDelay {

  private static final double LONGEST_SECONDS = 86_400;

  private final String text;
  private final int retried;
  private int at;

  private RetryDelay(String text, int retried) {
    this.text = text;
    this.retried = retried;
  }

  /** {@code min(86400, e^(2.5 n))} seconds before the n-th retry, counted from 1. */
  static Duration standard(int retry) {
    return seconds(Math.exp(2.5 * retry));
  }

  /**
   * What an expression says.
   *
   * @param expression see above
   * @param retried how often the message was retried before, 0 at the first time
   * @throws ApiError if the expression is malformed
   */
  static Duration of(String expression, int retried) {
    RetryDelay reader = new RetryDelay(expression.replace(" ", ""), retried);
    double millis = reader.sum();
    if (reader.at < reader.text.length() || Double.isNaN(millis)) {
      throw malformed();
    }
    return seconds(Math.max(0, millis) / 1000);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(Math.min(LONGEST_SECONDS, seconds) * 1000));
  }

  private double sum() {
    double value = product();
    while (true) {
      if (accept('+')) {
        value += product();
      } else if (accept('-')) {
        value -= product();
      } else {
        return value;
      }
    }
  }

  private double product() {
    double value = factor();
    while (true) {
      if (accept('*')) {
        value *= factor();
      } else if (accept('/')) {
        value /= factor();
      } else {
        return value;
      }
    }
  }

  private double factor() {
    if (accept('-')) {
      return -factor();
    }
    if (accept('(')) {
      double value = sum();
      expect(')');
      return value;
    }
    String word = word();
    if (word.isEmpty()) {
      throw malformed();
    }
    if (Character.isDigit(word.charAt(0))) {
      return number(word);
    }
    return word.equals("retried") ? retried : function(word);
  }

  private double function(String name) {
    expect('(');
    double first = sum();
    double second = accept(',') ? sum() : Double.NaN;
    expect(')');
    return switch (name) {
      case "pow" -> Math.pow(first, second);
      case "min" -> Math.min(first, second);
      case "max" -> Math.max(first, second);
      case "sqrt" -> Math.sqrt(first);
      case "abs" -> Math.abs(first);
      case "exp" -> Math.exp(first);
      case "floor" -> Math.floor(first);
      case "ceil" -> Math.ceil(first);
      case "round" -> Math.round(first);
      default -> throw malformed();
    };
  }

  private String word() {
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    return text.substring(start, at);
  }

  @SuppressWarnings("UnusedException") // The answer to the client says it.
  private static double number(String word) {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw malformed();
    }
  }

  private boolean accept(char wanted) {
    boolean there = at < text.length() && text.charAt(at) == wanted;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char wanted) {
    if (!accept(wanted)) {
      throw malformed();
    }
  }

  private static ApiError malformed() {
    return new ApiError(400, "invalid retry delay expression");
  }
}
