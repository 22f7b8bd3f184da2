package oracle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.ItemsetBinding;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.ValidateOutcome;
import org.javarosa.core.model.actions.setgeopoint.SetGeopointActionHandler;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.FormInstance;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.transport.payload.ByteArrayPayload;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormUtils;
import org.javarosa.xpath.XPathNodeset;
import org.javarosa.xpath.XPathParseTool;
import org.javarosa.xpath.expr.XPathFuncExpr;
import org.javarosa.xpath.expr.XPathPathExpr;

/**
 * One form being filled. After each command every page is shown once, because the engine does some things only then: it adds
 * instances of counted repeats, and takes away answers that are no longer among the choices.
 */
final class Session {
    /** Rounds until counted repeats that depend on each other are steady. */
    private static final int ROUNDS = 8;
    private static final Field KEPT = kept();

    final FormDef form;
    final FormEntryModel model;
    private final FormEntryController controller;

    private Session(FormDef form) {
        this.form = form;
        form.addFunctionHandler(new Pulldata(form));
        form.initialize(true, new InstanceInitializationFactory());
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
        settle();
    }

    static Session load(String xml, String files) throws Exception {
        Attachments.from(files);
        XFormParser.registerActionHandler(SetGeopointActionHandler.ELEMENT_NAME, new NoPlace());
        return new Session(XFormUtils.getFormFromFormXml(xml, null));
    }

    /** What a client must know to start the same form at the same moment. */
    void describe(ObjectNode reply) {
        long now = System.currentTimeMillis();
        reply.put("title", form.getTitle()).put("now_ms", now);
        reply.put("offset_s", TimeZone.getDefault().getOffset(now) / 1000).put("language", language());
        ArrayNode languages = reply.putArray("languages");
        for (String language : languages()) {
            languages.add(language);
        }
        ArrayNode warnings = reply.putArray("warnings");
        form.getParseWarnings().forEach(warnings::add);
    }

    String[] languages() {
        return form.getLocalizer() == null ? new String[0] : model.getLanguages();
    }

    /** The language in use; null where the form has none. */
    String language() {
        return form.getLocalizer() == null ? null : model.getLanguage();
    }

    void language(String language) {
        controller.setLanguage(language);
    }

    /** Stores the answer whatever its verdict, which is given back. */
    String set(String path, String text) {
        FormIndex index = index(path, FormEntryController.EVENT_QUESTION);
        FormEntryPrompt prompt = model.getQuestionPrompt(index);
        TreeElement element = element(index);
        IAnswerData answer = Answers.read(text, prompt.getQuestion(), element);
        String verdict = verdict(index, answer);
        controller.saveAnswer(index, answer, true);
        settle();
        return verdict;
    }

    void add(String path) {
        FormIndex index = index(path, FormEntryController.EVENT_PROMPT_NEW_REPEAT);
        if (!model.isIndexRelevant(index)) {
            throw new IllegalStateException("no repeat may be added here: " + path);
        }
        controller.newRepeat(index);
        settle();
    }

    /** Repeats to which a person may add an instance now. */
    List<String> addable() {
        return indices(FormEntryController.EVENT_PROMPT_NEW_REPEAT).entrySet().stream()
            .filter(entry -> model.isIndexRelevant(entry.getValue()))
            .map(entry -> Paths.unnumbered(entry.getKey()))
            .toList();
    }

    void remove(String path) {
        FormIndex index = index(path, FormEntryController.EVENT_REPEAT);
        if (((GroupDef) form.getChild(index)).noAddRemove) {
            throw new IllegalStateException("a counted repeat keeps its instances: " + path);
        }
        controller.deleteRepeat(index);
        settle();
    }

    /** `ok`, `required` or `constraint`, as {@link FormEntryController#answerQuestion} decides it, but storing nothing. */
    String verdict(FormIndex index, IAnswerData answer) {
        if (answer == null && element(index).isRequired()) {
            return "required";
        }
        return form.evaluateConstraint(index.getReference(), answer) ? "ok" : "constraint";
    }

    void eval(String expression, String path, ObjectNode reply) throws Exception {
        TreeReference context = TreeReference.rootRef();
        if (!path.isEmpty()) {
            context = reference(path);
        }
        EvaluationContext evaluation = new EvaluationContext(form.getEvaluationContext(), context);
        Object value = XPathParseTool.parseXPath(expression).eval(form.getMainInstance(), evaluation);
        if (value instanceof XPathNodeset nodes) {
            reply.put("nodes", nodes.size());
        }
        value = XPathFuncExpr.unpack(value);
        reply.put("type", value.getClass().getSimpleName()).put("value", XPathFuncExpr.toString(value));
    }

    /** What an expression reads here, as text: not always what a submission would hold. */
    String text(TreeElement element) {
        EvaluationContext evaluation = new EvaluationContext(form.getEvaluationContext(), element.getRef());
        return XPathFuncExpr.toString(XPathPathExpr.fromRef(element.getRef()).eval(form.getMainInstance(), evaluation));
    }

    /** Finalises as a client does before sending: the first fault, else what would be sent. */
    void finish(ObjectNode reply) throws Exception {
        ValidateOutcome outcome = form.validate(true);
        if (outcome != null) {
            reply.put("fault", Paths.text(outcome.failedPrompt.getReference(), form));
            reply.put("verdict", outcome.outcome == FormEntryController.ANSWER_REQUIRED_BUT_EMPTY ? "required" : "constraint");
            return;
        }
        form.postProcessInstance();
        ByteArrayPayload payload =
            (ByteArrayPayload) new XFormSerializingVisitor().createSerializedPayload(form.getMainInstance());
        reply.put("xml", new String(payload.getPayloadStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    TreeElement element(FormIndex index) {
        return form.getMainInstance().resolveReference(index.getReference());
    }

    /** Every position of the form with a reference, in order, by path: also those that are not relevant. */
    Map<String, FormIndex> indices(int event) {
        Map<String, FormIndex> indices = new LinkedHashMap<>();
        FormIndex index = model.incrementIndex(FormIndex.createBeginningOfFormIndex());
        while (index.isInForm()) {
            if (model.getEvent(index) == event && index.getReference() != null) {
                indices.putIfAbsent(Paths.text(index.getReference(), form), index);
            }
            index = model.incrementIndex(index);
        }
        return indices;
    }

    private FormIndex index(String path, int event) {
        boolean prompt = event == FormEntryController.EVENT_PROMPT_NEW_REPEAT;
        for (Map.Entry<String, FormIndex> entry : indices(event).entrySet()) {
            String found = entry.getKey();
            if (found.equals(path) || prompt && Paths.unnumbered(found).equals(path)) {
                return entry.getValue();
            }
        }
        throw new IllegalArgumentException("nothing here for that: " + path);
    }

    private TreeReference reference(String path) {
        FormInstance instance = form.getMainInstance();
        return Paths.find(instance.getRoot(), path, form).getRef();
    }

    /** Shows the whole form, as to a person who turns every page, until that changes nothing any more. */
    private void settle() {
        int before = -1;
        for (int round = 0; round < ROUNDS; round++) {
            int changes = cleared();
            int count = indices(FormEntryController.EVENT_REPEAT).size();
            if (count == before && changes == 0) {
                return;
            }
            before = count;
            controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
            while (controller.stepToNextEvent() != FormEntryController.EVENT_END_OF_FORM) {
                continue;
            }
        }
    }

    /**
     * Takes away answers that are no longer among the choices. The engine does that when it shows the question, but forgets
     * what depends on the answer (its issue 661); here it is told.
     */
    private int cleared() {
        int changes = 0;
        for (FormIndex index : indices(FormEntryController.EVENT_QUESTION).values()) {
            TreeElement element = element(index);
            IAnswerData before = element.getValue();
            if (before == null || !element.isRelevant() || !Dump.isSelect(model.getQuestionPrompt(index))) {
                continue;
            }
            String text = Answers.write(before, element);
            choices(index);
            IAnswerData after = element.getValue();
            String left = Answers.write(after, element);
            if (!text.equals(left)) {
                element.setAnswer(before);
                // Of several that were chosen it leaves an empty list, which is not the same to it as no answer.
                form.setValue(left == null || left.isEmpty() ? null : after, index.getReference(), element, true);
                changes++;
            }
        }
        return changes;
    }

    /**
     * The choices that pass the filter. The engine keeps them, and does not notice that an answer which the filter reads is no
     * longer relevant; so it has to forget them first.
     */
    List<SelectChoice> choices(FormIndex index) {
        FormEntryPrompt prompt = model.getQuestionPrompt(index);
        ItemsetBinding dynamic = prompt.getQuestion().getDynamicChoices();
        if (dynamic != null) {
            try {
                KEPT.set(dynamic, null);
            } catch (IllegalAccessException fault) {
                throw new IllegalStateException(fault);
            }
        }
        List<SelectChoice> choices = prompt.getSelectChoices();
        return choices == null ? List.of() : choices;
    }

    private static Field kept() {
        try {
            Field kept = ItemsetBinding.class.getDeclaredField("cachedFilteredChoiceList");
            kept.setAccessible(true);
            return kept;
        } catch (NoSuchFieldException fault) {
            throw new IllegalStateException(fault);
        }
    }
}
