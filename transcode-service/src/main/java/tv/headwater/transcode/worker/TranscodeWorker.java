package tv.headwater.transcode.worker;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import tv.headwater.transcode.wire.WireChannel;

/**
 * Main class of a worker process. Its argument is the path of the supervisor's socket; its standard input is a line, the token the
 * socket is opened with, and then nothing, but stays open as long as the supervisor lives. Ends with code 0 when it is done or the
 * supervisor is gone, and with {@value #EXIT_FAILED} when it failed.
 */
public final class TranscodeWorker {

    static final int EXIT_FAILED = 70;

    private static final int MAX_TOKEN_LENGTH = 256;

    private TranscodeWorker() {}

    public static void main(String[] args) throws IOException {
        run(args, new FfmpegTasks());
    }

    /** Does not return. */
    static void run(String[] args, Tasks tasks) throws IOException {
        var token = line(System.in);
        Thread.ofPlatform().name("parent-watch").daemon().start(() -> watch(System.in));
        var socket = SocketChannel.open(UnixDomainSocketAddress.of(args[0]));
        var greeting = ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII));
        while (greeting.hasRemaining()) {
            socket.write(greeting);
        }
        new WorkerSession(new WireChannel(socket, WireChannel.Bodies.REUSED), tasks).run();
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        int character;
        while ((character = in.read()) >= 0 && character != '\n') {
            if (line.length() == MAX_TOKEN_LENGTH) {
                throw new IOException("token exceeds " + MAX_TOKEN_LENGTH + " characters");
            }
            line.append((char) character);
        }
        return line.toString();
    }

    /** Ends this process with its parent, whatever its other threads do. */
    private static void watch(InputStream in) {
        try {
            while (in.read() >= 0) {}
        } catch (IOException e) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(0);
    }
}
