package interop;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ValidationOptions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.UriType;

/**
 * The HL7 validator over a folder of resources: {@code Validator RESOURCES KNOWN...}.
 *
 * <p>The other folders hold what it knows besides R4's own definitions. Each finding is a line of tabs: the file,
 * the severity, the validator's own name of it, where, and the words.
 */
public final class Validator {

  private static final String SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/";
  private static final Pattern KIND = Pattern.compile("\"resourceType\": ?\"(\\w+)\"");
  private static final Map<String, String> PROFILES =
      Map.of("Questionnaire", SDC + "sdc-questionnaire", "QuestionnaireResponse", SDC + "sdc-questionnaireresponse");

  private final FhirContext context = FhirContext.forR4();
  private final IParser parser = context.newJsonParser();
  private final Known known = new Known(context);
  private final Set<String> profiles = new HashSet<>();

  private Validator() {
    parser.setParserErrorHandler(new LenientErrorHandler(false));
  }

  public static void main(String[] arguments) throws IOException {
    Validator validator = new Validator();
    for (int n = 0; n < arguments.length; n++) {
      validator.learn(Path.of(arguments[n]));
    }
    validator.validate(Path.of(arguments[0]));
  }

  private void learn(Path folder) throws IOException {
    for (Path file : files(folder)) {
      IBaseResource resource;
      try {
        resource = parser.parseResource(Files.readString(file));
      } catch (DataFormatException notOfR4) {
        continue; // a guide's package.json, or a resource of another release
      }
      if (resource instanceof Questionnaire questionnaire) {
        known.forms.put(questionnaire.getUrl(), questionnaire);
      } else if (resource instanceof MetadataResource published && published.hasUrl()) {
        known.addResource(published);
        profiles.add(published.getUrl());
      }
    }
  }

  private void validate(Path folder) throws IOException {
    FhirInstanceValidator module = new FhirInstanceValidator(
        new ValidationSupportChain(
            new DefaultProfileValidationSupport(context),
            known,
            new CommonCodeSystemsTerminologyService(context),
            new InMemoryTerminologyServerValidationSupport(context),
            new SnapshotGeneratingValidationSupport(context)));
    module.setAnyExtensionsAllowed(false);
    module.setErrorForUnknownProfiles(true);
    module.setNoTerminologyChecks(false);
    FhirValidator validator = context.newValidator().registerValidatorModule(module);
    for (Path file : files(folder)) {
      String text = Files.readString(file);
      Matcher kind = KIND.matcher(text);
      String profile = PROFILES.get(kind.find() ? kind.group(1) : "");
      Set<String> found = new LinkedHashSet<>(found(validator, file, text, new ValidationOptions()));
      if (profiles.contains(profile)) { // a profile that is named takes the place of what is checked else
        found.addAll(found(validator, file, text, new ValidationOptions().addProfile(profile)));
      }
      found.forEach(System.out::println);
    }
  }

  private static List<String> found(FhirValidator validator, Path file, String text, ValidationOptions options) {
    return validator.validateWithResult(text, options).getMessages().stream()
        .map(
            message ->
                String.join(
                    "\t",
                    file.getFileName().toString(),
                    String.valueOf(message.getSeverity()).toLowerCase(),
                    String.valueOf(message.getMessageId()),
                    String.valueOf(message.getLocationString()),
                    message.getMessage().replaceAll("\\s+", " ")))
        .toList();
  }

  /** Definitions and value sets, and the forms that answers are checked against. */
  private static final class Known extends PrePopulatedValidationSupport {

    private static final String EXTENSION = "http://hl7.org/fhir/StructureDefinition/Extension";
    private static final String OF_R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-";

    private final DefaultProfileValidationSupport r4;
    private final Map<String, Questionnaire> forms = new HashMap<>();

    private Known(FhirContext context) {
      super(context);
      r4 = new DefaultProfileValidationSupport(context);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends IBaseResource> T fetchResource(Class<T> kind, String url) {
      Questionnaire form = forms.get(url.replaceFirst("[|].*", ""));
      boolean wanted = form != null && (kind == null || kind.isInstance(form));
      return wanted ? (T) form : super.fetchResource(kind, url);
    }

    @Override
    public IBaseResource fetchStructureDefinition(String url) {
      return url.startsWith(OF_R5) ? later(url) : super.fetchStructureDefinition(url);
    }

    /** An element of R5 as an extension of R4: made by rule and published by nobody, but named by SDC's profiles. */
    private StructureDefinition later(String url) {
      StructureDefinition extension = ((StructureDefinition) r4.fetchStructureDefinition(EXTENSION)).copy();
      extension.setUrl(url).setDerivation(StructureDefinition.TypeDerivationRule.CONSTRAINT).setBaseDefinition(EXTENSION);
      extension.getSnapshot().getElement().stream()
          .filter(element -> element.getPath().equals("Extension.url"))
          .forEach(element -> element.setFixed(new UriType(url)));
      return extension;
    }
  }

  private static Iterable<Path> files(Path folder) throws IOException {
    TreeSet<Path> found = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      files.forEach(found::add);
    }
    return found;
  }
}
