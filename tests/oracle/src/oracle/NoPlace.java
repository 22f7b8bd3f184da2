package oracle;

import org.javarosa.core.model.actions.setgeopoint.SetGeopointAction;
import org.javarosa.core.model.actions.setgeopoint.SetGeopointActionHandler;

/** `start-geopoint` and its like: a client that knows no place. The engine's own stub writes a text that is none. */
final class NoPlace extends SetGeopointActionHandler {
    @Override
    public SetGeopointAction getSetGeopointAction() {
        return new Action();
    }

    /** Public, as the engine writes actions down and reads them again. */
    public static final class Action extends SetGeopointAction {
        @Override
        public void requestLocationUpdates() {
            // There is no place to tell.
        }
    }
}
