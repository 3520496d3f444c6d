package io.crosspoint.benchmarks.rig.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The resampler beside its rivals: tables on standard output and in a file, pictures beside it. */
public final class ConvertRig {

  private static final List<String> PICTURES =
      List.of("997", "19k", "20k", "44k1-997", "44k1-20k", "ccif", "smpte", "sweep", "magnitude", "passband", "impulse", "alias", "l24");

  private ConvertRig() {}

  /** {@code ConvertRig speed|quality LIBRARY-DIRECTORY RESULT-DIRECTORY} */
  public static void main(String[] arguments) throws IOException {
    List<Contender> contenders = Contender.all(Path.of(arguments[1]));
    Path directory = Path.of(arguments[2]);
    switch (arguments[0]) {
      case "speed" -> report(SpeedTable.measure(contenders), directory.resolve("convert-speed.md"));
      case "quality" -> {
        List<String> rows = new ArrayList<>(QualityTable.measure(contenders));
        rows.add("## Pictures");
        rows.add("");
        PICTURES.forEach(picture -> rows.add("![%s](convert-%s.png)".formatted(picture, picture)));
        report(rows, directory.resolve("convert-quality.md"));
        // One of ours is enough: scalar and vector do not differ in a picture.
        Contender own = contenders.getFirst();
        List<Contender> drawn = new ArrayList<>(List.of(new Contender("Crosspoint", own.color(), true, own.opener())));
        contenders.stream().filter(contender -> contender.isPresent() && !contender.isOwn()).forEach(drawn::add);
        Plots.write(drawn, directory);
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void report(List<String> rows, Path file) throws IOException {
    rows.forEach(System.out::println);
    Files.write(file, rows);
  }
}
