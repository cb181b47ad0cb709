package tv.headwater.e2e.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * A DASH manifest, as far as the scenarios look at it.
 *
 * @param type {@code dynamic} or {@code static}
 * @param starts of the Periods, in seconds
 */
public record MpdFile(String type, List<Double> starts) {

    /**
     * @throws AssertionError if it is not well formed
     */
    public static MpdFile parse(byte[] text) {
        try {
            var root =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(text))
                            .getDocumentElement();
            var periods = root.getElementsByTagName("Period");
            var starts = new ArrayList<Double>();
            for (int i = 0; i < periods.getLength(); i++) {
                var start = ((Element) periods.item(i)).getAttribute("start");
                starts.add(Double.valueOf(start.substring("PT".length(), start.length() - 1)));
            }
            return new MpdFile(root.getAttribute("type"), List.copyOf(starts));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("the manifest cannot be read", e);
        }
    }
}
