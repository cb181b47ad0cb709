package tv.headwater.packager.dash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a<b>&\"c\"'d'", "]]>&amp;", "\t\r\n x ", "é\u2028\ud83d\ude00"})
    void aParserReadsWhatWasWritten(String value) throws Exception {
        var text = new Xml().begin("a").begin("b").with("c", value).end().end().text();
        var document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        var element = document.getDocumentElement().getElementsByTagName("b").item(0);
        assertThat(element.getAttributes().getNamedItem("c").getNodeValue()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\u001b", "\uffff"})
    void whatXmlCannotSayIsRefused(String value) {
        var xml = new Xml().begin("a");
        assertThatThrownBy(() -> xml.with("b", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is not allowed in XML");
    }

    @Test
    void anOpenElementIsAnError() {
        var xml = new Xml().begin("a");
        assertThatThrownBy(xml::text)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("element a is open");
    }
}
