package oracle;

import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.instance.AbstractTreeElement;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;

/** Paths as text: `/data/child[2]/age`, with a 1-based position at repeats and nowhere else. */
final class Paths {
    private Paths() {
    }

    static String text(TreeElement element) {
        AbstractTreeElement<?> parent = element.getParent();
        String above = parent instanceof TreeElement && ((TreeElement) parent).getName() != null ? text((TreeElement) parent) : "";
        String position = element.isRepeatable() ? "[" + (element.getMult() + 1) + "]" : "";
        return above + "/" + element.getName() + position;
    }

    /** Also for a repeat that is not there yet. */
    static String text(TreeReference reference, FormDef form) {
        TreeElement element = form.getMainInstance().resolveReference(reference);
        if (element != null) {
            return text(element);
        }
        TreeElement parent = form.getMainInstance().resolveReference(reference.getParentRef());
        String above = parent == null ? "" : text(parent);
        return above + "/" + reference.getNameLast() + "[" + (reference.getMultLast() + 1) + "]";
    }

    static String unnumbered(String path) {
        return path.replaceFirst("\\[\\d+\\]$", "");
    }

    static TreeElement find(TreeElement root, String path, FormDef form) {
        TreeElement found = search(root, path);
        if (found == null) {
            throw new IllegalArgumentException("no such node: " + path);
        }
        return found;
    }

    private static TreeElement search(TreeElement element, String path) {
        if (text(element).equals(path)) {
            return element;
        }
        for (int at = 0; at < element.getNumChildren(); at++) {
            TreeElement child = element.getChildAt(at);
            if (child.getMult() < 0) {
                continue; // the template of a repeat
            }
            TreeElement found = search(child, path);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
