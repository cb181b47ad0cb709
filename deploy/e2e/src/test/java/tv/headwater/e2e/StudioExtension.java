package tv.headwater.e2e;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every test class the same {@link Studio}: started by the first that asks, closed after the last. */
final class StudioExtension implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(StudioExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Studio.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Opening.class, none -> Opening.attempt(), Opening.class)
                .studio();
    }

    /** What became of the one attempt; a cluster that does not start is not tried again by every class. */
    private record Opening(@Nullable Studio opened, @Nullable Throwable failure)
            implements AutoCloseable {

        static Opening attempt() {
            try {
                return new Opening(Studio.open(), null);
            } catch (RuntimeException | AssertionError e) {
                return new Opening(null, e);
            }
        }

        Studio studio() {
            if (opened == null) {
                throw new AssertionError("the cluster did not start", failure);
            }
            return opened;
        }

        @Override
        public void close() {
            if (opened != null) {
                opened.close();
            }
        }
    }
}
