package io.crosspoint.app.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void shouldWriteNestedValues() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", List.of(1, 2L, true));
    map.put("b", Map.of());
    map.put("c", List.of());
    map.put("d", -0.5);
    assertEquals("{\"a\":[1,2,true],\"b\":{},\"c\":[],\"d\":-0.5}\n", Json.write(map));
  }

  @Test
  void shouldEscapeText() {
    assertEquals("\"\\\"\\\\\\n\\u0001\\u2028\\ud83cé\"\n", Json.write("\"\\\n\u0001\u2028\ud83cé"));
  }

  @Test
  void shouldWriteNullForWhatIsNotANumber() {
    assertEquals("[null,null]\n", Json.write(List.of(Double.NaN, Double.POSITIVE_INFINITY)));
  }

  @Test
  void shouldRefuseWhatJsonDoesNotHave() {
    assertThrows(IllegalArgumentException.class, () -> Json.write(List.of(new Object())));
  }
}
