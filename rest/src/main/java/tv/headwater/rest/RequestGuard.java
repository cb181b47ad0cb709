package tv.headwater.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import tv.headwater.contract.api.ProblemCode;

/** Outermost: cuts bodies at the limit, declared or not, and turns what fails before a controller into a problem. */
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class RequestGuard extends OncePerRequestFilter {

    private final long maxBody;
    private final Problems problems;

    RequestGuard(RequestLimits limits, Problems problems) {
        this.maxBody = limits.maxBody().toBytes();
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            if (request.getContentLengthLong() > maxBody) {
                throw tooLarge();
            }
            chain.doFilter(new Bounded(request), response);
        } catch (RuntimeException | ServletException e) {
            if (response.isCommitted()) {
                throw e;
            }
            response.resetBuffer();
            problems.write(e, response);
        }
    }

    private ApiProblem tooLarge() {
        return new ApiProblem(
                HttpStatus.CONTENT_TOO_LARGE,
                ProblemCode.BODY_TOO_LARGE,
                "the request's body exceeds " + maxBody + " bytes");
    }

    private final class Bounded extends HttpServletRequestWrapper {

        private Bounded(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new BoundedBody(super.getInputStream());
        }
    }

    private final class BoundedBody extends ServletInputStream {

        private final ServletInputStream body;
        private long left = maxBody;

        private BoundedBody(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int read = body.read();
            take(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = body.read(into, offset, length);
            take(Math.max(read, 0));
            return read;
        }

        private void take(int read) {
            left -= read;
            if (left < 0) {
                throw tooLarge();
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
