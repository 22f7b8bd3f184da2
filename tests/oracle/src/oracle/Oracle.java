package oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.javarosa.core.model.actions.setgeopoint.StubSetGeopointActionHandler;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;

/** Answers one JSON object per line of standard input with one per line of standard output; README.md has the protocol. */
public final class Oracle {
    static final ObjectMapper JSON = new ObjectMapper();

    private Session session;

    private Oracle() {
    }

    public static void main(String[] args) throws IOException {
        PrintStream replies = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // the engine prints here and there; the replies must stay clean
        PropertyManager.setPropertyManager(new Facts());
        new XFormsModule().registerModule();
        XFormParser.registerActionHandler("setgeopoint", new StubSetGeopointActionHandler()); // no place here
        Oracle oracle = new Oracle();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            replies.println(JSON.writeValueAsString(oracle.reply(line)));
        }
    }

    private ObjectNode reply(String line) {
        ObjectNode reply = JSON.createObjectNode();
        try {
            run(JSON.readTree(line), reply);
            reply.put("ok", true);
        } catch (Exception | StackOverflowError fault) {
            reply.removeAll();
            reply.put("ok", false).put("kind", fault.getClass().getSimpleName()).put("error", deepest(fault));
        }
        return reply;
    }

    private void run(JsonNode request, ObjectNode reply) throws Exception {
        String verb = request.path("do").asText();
        if (verb.equals("load")) {
            session = Session.load(request.path("form").asText(), request.path("files").asText());
            session.describe(reply);
            return;
        }
        if (session == null) {
            throw new IllegalStateException("load a form first");
        }
        String path = request.path("path").asText();
        switch (verb) {
            case "set" -> reply.put("verdict", session.set(path, text(request, "value")));
            case "add" -> session.add(path);
            case "remove" -> session.remove(path);
            case "language" -> session.language(request.path("language").asText());
            case "dump" -> {
                reply.set("nodes", new Dump(session).nodes(request.path("labels").asBoolean(false)));
                session.addable().forEach(reply.putArray("adds")::add);
            }
            case "eval" -> session.eval(request.path("expression").asText(), path, reply);
            case "finish" -> session.finish(reply);
            default -> throw new IllegalArgumentException("unknown verb: " + verb);
        }
    }

    private static String text(JsonNode request, String field) {
        JsonNode value = request.get(field);
        return value == null || value.isNull() ? null : value.asText();
    }

    private static String deepest(Throwable fault) {
        Throwable cause = fault;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause == fault ? String.valueOf(fault.getMessage()) : fault.getMessage() + " <- " + cause.getMessage();
    }
}
