package oracle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.form.api.FormEntryCaption;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryPrompt;

/** The state of every node of the instance, in document order. */
final class Dump {
    private final Session session;
    private final Map<String, FormIndex> questions;
    private final Map<String, FormIndex> groups;

    Dump(Session session) {
        this.session = session;
        questions = session.indices(FormEntryController.EVENT_QUESTION);
        groups = session.indices(FormEntryController.EVENT_GROUP);
        groups.putAll(session.indices(FormEntryController.EVENT_REPEAT));
    }

    ArrayNode nodes(boolean labels) {
        ArrayNode nodes = Oracle.JSON.createArrayNode();
        below(session.form.getMainInstance().getRoot(), nodes);
        if (labels) {
            String before = session.language();
            for (String language : session.languages()) {
                session.language(language);
                nodes.forEach(node -> texts((ObjectNode) node, language));
            }
            if (session.languages().length == 0) {
                nodes.forEach(node -> texts((ObjectNode) node, ""));
            } else {
                session.language(before);
            }
        }
        return nodes;
    }

    private void below(TreeElement parent, ArrayNode nodes) {
        for (int at = 0; at < parent.getNumChildren(); at++) {
            TreeElement child = parent.getChildAt(at);
            if (child.getMult() >= 0 && !child.getName().equals("meta")) {
                nodes.add(node(child));
                below(child, nodes);
            }
        }
    }

    private ObjectNode node(TreeElement element) {
        ObjectNode node = Oracle.JSON.createObjectNode();
        String path = Paths.text(element);
        FormIndex index = questions.get(path);
        boolean leaf = element.getNumChildren() == 0 && !element.isRepeatable() && !groups.containsKey(path);
        node.put("path", path).put("kind", element.isRepeatable() ? "repeat" : leaf ? "leaf" : "group");
        node.put("relevant", element.isRelevant());
        if (leaf) {
            node.put("required", element.isRequired()).put("read_only", !element.isEnabled());
            node.put("value", Answers.write(element.getValue(), element)).put("text", session.text(element));
        }
        if (index != null) {
            node.put("type", type(session.model.getQuestionPrompt(index).getControlType(), element.getDataType()));
            node.put("verdict", session.verdict(index, element.getValue()));
            if (isSelect(session.model.getQuestionPrompt(index))) {
                ArrayNode values = node.putArray("choices");
                choices(index).forEach(choice -> values.add(choice.getValue()));
            }
        }
        return node;
    }

    /** What kind of answer a person gives here, in the words of an XLSForm. */
    private static String type(int control, int data) {
        return switch (control) {
            case Constants.CONTROL_SELECT_ONE -> "select_one";
            case Constants.CONTROL_SELECT_MULTI -> "select_multiple";
            case Constants.CONTROL_RANK -> "rank";
            case Constants.CONTROL_TRIGGER -> "acknowledge";
            case Constants.CONTROL_INPUT, Constants.CONTROL_RANGE -> switch (data) {
                case Constants.DATATYPE_INTEGER, Constants.DATATYPE_LONG -> "integer";
                case Constants.DATATYPE_DECIMAL -> "decimal";
                case Constants.DATATYPE_DATE -> "date";
                case Constants.DATATYPE_TIME -> "time";
                case Constants.DATATYPE_DATE_TIME -> "dateTime";
                case Constants.DATATYPE_GEOPOINT -> "geopoint";
                case Constants.DATATYPE_GEOTRACE -> "geotrace";
                case Constants.DATATYPE_GEOSHAPE -> "geoshape";
                default -> "text";
            };
            default -> "file";
        };
    }

    static boolean isSelect(FormEntryPrompt prompt) {
        int control = prompt.getControlType();
        return control == Constants.CONTROL_SELECT_ONE || control == Constants.CONTROL_SELECT_MULTI
            || control == Constants.CONTROL_RANK;
    }

    /** Asking the engine for choices also takes away an answer that is no longer among them: here it is put back. */
    private List<SelectChoice> choices(FormIndex index) {
        TreeElement element = session.element(index);
        IAnswerData answer = element.getValue();
        List<SelectChoice> choices = session.choices(index);
        element.setAnswer(answer);
        return choices;
    }

    private void texts(ObjectNode node, String language) {
        String path = node.path("path").asText();
        ObjectNode texts = (ObjectNode) node.get("texts");
        texts = texts == null ? node.putObject("texts") : texts;
        if (questions.containsKey(path)) {
            question(questions.get(path), texts.putObject(language));
        } else if (groups.containsKey(path)) {
            FormEntryCaption caption = session.model.getCaptionPrompt(groups.get(path));
            texts.putObject(language).put("label", caption.getLongText());
        }
    }

    private void question(FormIndex index, ObjectNode texts) {
        FormEntryPrompt prompt = session.model.getQuestionPrompt(index);
        texts.put("label", prompt.getQuestionText()).put("hint", prompt.getHelpText());
        texts.put("constraint_message", prompt.getConstraintText());
        texts.put("required_message", requiredMessage(prompt));
        if (isSelect(session.model.getQuestionPrompt(index))) {
            ArrayNode labels = texts.putArray("choices");
            choices(index).forEach(choice -> labels.add(prompt.getSelectChoiceText(choice)));
        }
    }

    /** The engine only carries it; its client reads it from the bind. */
    private String requiredMessage(FormEntryPrompt prompt) {
        for (TreeElement attribute : prompt.getBindAttributes()) {
            if (attribute.getName().equals("requiredMsg")) {
                String text = attribute.getAttributeValue();
                boolean translated = text != null && text.startsWith("jr:itext('");
                return translated
                    ? session.form.getLocalizer().getLocalizedText(text.substring(10, text.length() - 2))
                    : text;
            }
        }
        return null;
    }
}
