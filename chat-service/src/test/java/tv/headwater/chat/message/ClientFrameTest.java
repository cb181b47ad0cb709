package tv.headwater.chat.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientFrameTest {

    @Test
    void whatIsTextIsTakenAsItIs() {
        var frame = ClientFrame.read("{\"type\":\"message\",\"clientId\":\"1\",\"text\":\"42\"}");
        assertThat(frame).isEqualTo(new ClientFrame.Message("1", "42", null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text | {'type':'message','clientId':'1','text':42}",
                "text | {'type':'message','clientId':'1','text':4.2}",
                "text | {'type':'message','clientId':'1','text':true}",
                "text | {'type':'message','clientId':'1','text':['a']}",
                "text | {'type':'message','clientId':'1','text':{'a':1}}",
                "clientId | {'type':'message','clientId':1,'text':'a'}",
                "emoji | {'type':'reaction','emoji':1}",
                "ticket | {'type':'join','ticket':1}"
            })
    void whatIsNoTextIsNamed(String property, String frame) {
        assertThatThrownBy(() -> ClientFrame.read(frame.replace('\'', '"')))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(Refusal.Code.INVALID_FRAME))
                .hasMessage(property + " is not a JSON string");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'message','clientId':'1','text':null}",
                "{'type':'message','clientId':'1'}",
                "{'type':'vote','pollId':'aaaaaaaaaaaaaaaa','option':'first'}",
                "{'type':42}",
                "42"
            })
    void whatIsNoFrameIsSaid(String frame) {
        assertThatThrownBy(() -> ClientFrame.read(frame.replace('\'', '"')))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("the frame is not a JSON object");
    }
}
