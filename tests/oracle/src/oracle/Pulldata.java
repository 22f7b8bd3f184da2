package oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.condition.IFunctionHandler;
import org.javarosa.core.model.instance.AbstractTreeElement;
import org.javarosa.core.model.instance.DataInstance;
import org.javarosa.core.model.instance.ExternalDataInstance;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.xpath.expr.XPathFuncExpr;

/**
 * `pulldata(list, wanted, key, value)`: the engine leaves it to its client. As ODK's client does it: the first row of which
 * the key column holds exactly the value, else the empty string. The engine does not read a list that only this function
 * names, the client does.
 */
record Pulldata(FormDef form, Map<String, DataInstance<?>> read) implements IFunctionHandler {
    Pulldata(FormDef form) {
        this(form, new HashMap<>());
    }

    @Override
    public String getName() {
        return "pulldata";
    }

    @Override
    public List<Class<?>[]> getPrototypes() {
        return List.of();
    }

    @Override
    public boolean rawArgs() {
        return true;
    }

    @Override
    public Object eval(Object[] arguments, EvaluationContext context) {
        if (arguments.length != 4) {
            throw new IllegalArgumentException("pulldata takes 4 arguments");
        }
        DataInstance<?> list = list(XPathFuncExpr.toString(arguments[0]));
        String wanted = XPathFuncExpr.toString(arguments[1]);
        String key = XPathFuncExpr.toString(arguments[2]);
        String value = XPathFuncExpr.toString(arguments[3]);
        AbstractTreeElement<?> root = (AbstractTreeElement<?>) list.getRoot();
        for (int row = 0; row < root.getNumChildren(); row++) {
            TreeElement item = (TreeElement) root.getChildAt(row);
            if (value.equals(cell(item, key))) {
                return cell(item, wanted);
            }
        }
        return "";
    }

    private DataInstance<?> list(String name) {
        DataInstance<?> known = form.getNonMainInstance(name);
        return known != null ? known : read.computeIfAbsent(name, Pulldata::file);
    }

    private static DataInstance<?> file(String name) {
        try {
            return ExternalDataInstance.build("jr://file-csv/" + name + ".csv", name);
        } catch (Exception fault) {
            throw new IllegalStateException("the list cannot be read: " + name, fault);
        }
    }

    private static String cell(TreeElement item, String column) {
        TreeElement cell = item.getFirstChild(column);
        return cell == null || cell.getValue() == null ? "" : cell.getValue().getDisplayText();
    }
}
