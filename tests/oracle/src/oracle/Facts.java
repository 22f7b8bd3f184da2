package oracle;

import java.util.List;
import java.util.Map;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.properties.IPropertyRules;

/** What a client knows of its device and person; the same on both sides of the comparison. */
final class Facts implements IPropertyManager {
    private static final Map<String, String> FACTS = Map.of(
        "deviceid", "device-1", "username", "person-1", "phonenumber", "01700000000", "email", "person@example.org",
        "subscriberid", "", "simserial", "");

    @Override
    public String getSingularProperty(String name) {
        return FACTS.getOrDefault(name, "");
    }

    @Override
    public List<String> getProperty(String name) {
        return List.of(getSingularProperty(name));
    }

    @Override
    public void setProperty(String name, String value) {
        // the engine remembers the person that a form names; here facts are fixed
    }

    @Override
    public void setProperty(String name, List<String> values) {
        throw new UnsupportedOperationException("facts are fixed");
    }

    @Override
    public void addRules(IPropertyRules rules) {
        throw new UnsupportedOperationException("facts are fixed");
    }

    @Override
    public List<IPropertyRules> getRules() {
        return List.of();
    }
}
