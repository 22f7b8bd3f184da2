package oracle;

import java.util.List;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.condition.IFunctionHandler;
import org.javarosa.core.model.instance.AbstractTreeElement;
import org.javarosa.core.model.instance.DataInstance;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.xpath.expr.XPathFuncExpr;

/**
 * `pulldata(list, wanted, key, value)`: the engine leaves it to its client. As ODK's client does it: the first row of which
 * the key column holds exactly the value, else the empty string.
 */
record Pulldata(FormDef form) implements IFunctionHandler {
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
        DataInstance<?> list = form.getNonMainInstance(XPathFuncExpr.toString(arguments[0]));
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

    private static String cell(TreeElement item, String column) {
        TreeElement cell = item.getFirstChild(column);
        return cell == null || cell.getValue() == null ? "" : cell.getValue().getDisplayText();
    }
}
