package dev.belay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void alignsItsColumns() {
    Table table = new Table("a", "heading");
    table.row("a long cell", "b");
    table.row("c", "");

    assertThat(table.toString())
        .isEqualToNormalizingNewlines(
            """
            a            heading
            --------------------
            a long cell  b
            c""");
  }

  @Test
  void mayBeEmpty() {
    assertThat(new Table("a", "b").toString()).isEqualToNormalizingNewlines("a  b\n----");
  }
}
