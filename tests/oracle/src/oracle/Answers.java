package oracle;

import java.util.ArrayList;
import java.util.List;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormAnswerDataSerializer;

/** Answers between the engine's types and the text that an instance holds. */
final class Answers {
    private Answers() {
    }

    /** The answer that a client would give for this text to this question; null clears. */
    static IAnswerData read(String text, QuestionDef question, TreeElement element) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        return switch (question.getControlType()) {
            case Constants.CONTROL_SELECT_ONE -> new SelectOneData(new Selection(text));
            case Constants.CONTROL_SELECT_MULTI, Constants.CONTROL_RANK -> new MultipleItemsData(selections(text));
            case Constants.CONTROL_TRIGGER, Constants.CONTROL_UPLOAD, Constants.CONTROL_IMAGE_CHOOSE,
                Constants.CONTROL_AUDIO_CAPTURE, Constants.CONTROL_VIDEO_CAPTURE, Constants.CONTROL_FILE_CAPTURE,
                Constants.CONTROL_OSM_CAPTURE -> new StringData(text);
            default -> typed(text, question, element);
        };
    }

    private static IAnswerData typed(String text, QuestionDef question, TreeElement element) {
        IAnswerData answer = XFormAnswerDataParser.getAnswerData(text, element.getDataType(), question);
        if (answer == null) {
            throw new IllegalArgumentException("not an answer of this type: " + text);
        }
        return answer;
    }

    private static List<Selection> selections(String text) {
        List<Selection> selections = new ArrayList<>();
        for (String value : text.trim().split("\\s+")) {
            selections.add(new Selection(value));
        }
        return selections;
    }

    /** The text that a submission would hold; null where there is no answer. */
    static String write(IAnswerData answer, TreeElement element) {
        if (answer == null) {
            return null;
        }
        Object text = new XFormAnswerDataSerializer().serializeAnswerData(answer, element.getDataType());
        return text == null ? null : text.toString();
    }
}
