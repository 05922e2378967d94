import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cqframework.cql.cql2elm.CqlCompilerException;
import org.cqframework.cql.cql2elm.CqlTranslator;
import org.cqframework.cql.cql2elm.LibraryManager;
import org.cqframework.cql.cql2elm.ModelManager;

/** Translates files of CQL into ELM beside them: {@code Elm FILE.cql...}. Each error is a line. */
public final class Elm {

  private Elm() {}

  public static void main(String[] files) throws IOException {
    ModelManager models = new ModelManager();
    for (String name : files) {
      Path file = Path.of(name);
      CqlTranslator translator = CqlTranslator.fromText(Files.readString(file), new LibraryManager(models));
      for (CqlCompilerException error : translator.getErrors()) {
        String where = error.getLocator() == null ? "" : error.getLocator().toLocator();
        System.out.println(file.getFileName() + ":" + where + ": " + error.getMessage());
      }
      Files.writeString(Path.of(name.replaceFirst("[.]cql$", ".json")), translator.toJson());
    }
  }
}
