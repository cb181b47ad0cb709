package tv.headwater.e2e.poison;

import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.AccessUnit;

/**
 * Goes into a worker's JVM and has its decoder die of one access unit, in native code, wherever that comes from. Its argument is the
 * number of the unit's segment, a colon, and the CRC-32C of its payload in hexadecimal.
 */
public final class PoisonAgent {

    private static final String DECODER = "tv/headwater/transcode/worker/decode/VideoDecoder";
    private static final String DECODE = "decode";

    private static volatile long segment;
    private static volatile long poison;

    private PoisonAgent() {}

    /** Called by the JVM before its main method. */
    public static void premain(String argument, Instrumentation instrumentation) {
        int colon = argument.indexOf(':');
        segment = Long.parseLong(argument.substring(0, colon));
        poison = Long.parseLong(argument.substring(colon + 1), 16);
        instrumentation.addTransformer(
                new ClassFileTransformer() {
                    @Override
                    public byte @Nullable [] transform(
                            @Nullable ClassLoader loader,
                            String name,
                            @Nullable Class<?> redefined,
                            @Nullable ProtectionDomain domain,
                            byte[] bytes) {
                        return name.equals(DECODER) ? tasting(bytes) : null;
                    }
                });
    }

    /** The decoder's class, whose method begins with {@link #taste}. */
    private static byte[] tasting(byte[] bytes) {
        var files = ClassFile.of();
        return files.transformClass(
                files.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        method -> method.methodName().equalsString(DECODE), new Tasting()));
    }

    private static final class Tasting implements CodeTransform {

        @Override
        public void atStart(CodeBuilder code) {
            code.aload(1)
                    .invokestatic(
                            ClassDesc.of(PoisonAgent.class.getName()),
                            "taste",
                            MethodTypeDesc.of(CD_void, ClassDesc.of(AccessUnit.class.getName())));
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }

    /** Crashes the process if this unit is the poison. */
    @SuppressWarnings("restricted") // a wild address is the point
    public static void taste(AccessUnit unit) {
        var crc = new CRC32C();
        crc.update(unit.payload().duplicate());
        if (unit.stamp().segment() == segment && crc.getValue() == poison) {
            MemorySegment.NULL
                    .reinterpret(ValueLayout.JAVA_INT.byteSize())
                    .set(ValueLayout.JAVA_INT, 0, 1);
        }
    }
}
