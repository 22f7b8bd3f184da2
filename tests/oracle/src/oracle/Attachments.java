package oracle;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceFactory;
import org.javarosa.core.reference.ReferenceManager;

/** Finds the files of `jr://file-csv/NAME` and its like in one folder. */
final class Attachments implements ReferenceFactory {
    private final File folder;

    private Attachments(File folder) {
        this.folder = folder;
    }

    static void from(String folder) {
        ReferenceManager manager = ReferenceManager.instance();
        manager.reset();
        manager.addReferenceFactory(new Attachments(new File(folder)));
    }

    @Override
    public boolean derives(String uri) {
        return uri.startsWith("jr://");
    }

    @Override
    public Reference derive(String uri) {
        return new Attached(uri, new File(folder, uri.substring(uri.lastIndexOf('/') + 1)));
    }

    @Override
    public Reference derive(String uri, String context) {
        return derive(uri);
    }

    private record Attached(String uri, File file) implements Reference {
        @Override
        public boolean doesBinaryExist() {
            return file.exists();
        }

        @Override
        public InputStream getStream() throws IOException {
            return new FileInputStream(file);
        }

        @Override
        public String getURI() {
            return uri;
        }

        @Override
        public String getLocalURI() {
            return file.getPath();
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException("attachments are only read");
        }

        @Override
        public void remove() {
            throw new UnsupportedOperationException("attachments are only read");
        }

        @Override
        public Reference[] probeAlternativeReferences() {
            return new Reference[0];
        }
    }
}
