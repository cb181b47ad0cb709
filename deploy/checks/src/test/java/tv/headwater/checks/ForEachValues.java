package tv.headwater.checks;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A test of the chart with each of the sets of values in {@code src/test/resources/values}, whose name it gets. */
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ValueSource(strings = {"default", "production", "edges"})
@interface ForEachValues {}
