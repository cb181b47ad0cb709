package tv.headwater.rest;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.api.ProblemCode;

/** What the caller did wrong, in our words: nothing a framework says reaches the caller. */
final class Refusals {

    private Refusals() {}

    /** Null if it is not the caller's fault. */
    static @Nullable ApiProblem of(Throwable e) {
        return switch (e) {
            case ApiProblem problem -> problem;
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
            case JacksonException json -> json(json);
            case InvalidProperty invalid ->
                    ApiProblem.invalid(invalid.property(), String.valueOf(invalid.getMessage()));
            case HttpRequestMethodNotSupportedException method ->
                    new ApiProblem(
                            HttpStatus.METHOD_NOT_ALLOWED,
                            ProblemCode.METHOD_NOT_ALLOWED,
                            "this path does not take " + method.getMethod());
            case HttpMediaTypeNotSupportedException _ ->
                    new ApiProblem(
                            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                            "the body must be application/json");
            case HttpMediaTypeNotAcceptableException _ ->
                    new ApiProblem(
                            HttpStatus.NOT_ACCEPTABLE,
                            ProblemCode.NOT_ACCEPTABLE,
                            "the answer is application/json, which the header Accept excludes");
            case NoResourceFoundException _, NoHandlerFoundException _ ->
                    ApiProblem.notFound("path");
            // its message repeats the query, which may hold a token
            case InvalidParameterException _ ->
                    new ApiProblem(
                            HttpStatus.BAD_REQUEST,
                            ProblemCode.INVALID_REQUEST,
                            "the query cannot be understood");
            case MissingServletRequestParameterException missing ->
                    ApiProblem.invalid(
                            missing.getParameterName(), missing.getParameterName() + " is missing");
            case MethodArgumentTypeMismatchException mismatch -> mismatch(mismatch);
            case ErrorResponse other when other.getStatusCode().is4xxClientError() ->
                    new ApiProblem(
                            HttpStatus.valueOf(other.getStatusCode().value()),
                            ProblemCode.INVALID_REQUEST,
                            "the request cannot be understood");
            default -> null;
        };
    }

    private static ApiProblem mismatch(MethodArgumentTypeMismatchException mismatch) {
        var type = mismatch.getRequiredType();
        var wanted =
                type != null && type.isEnum()
                        ? "one of " + names(type)
                        : type == null ? "acceptable" : described(type);
        return ApiProblem.invalid(mismatch.getName(), mismatch.getName() + " is not " + wanted);
    }

    private static ApiProblem unreadable(HttpMessageNotReadableException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ApiProblem problem) {
                return problem;
            }
        }
        if (e.getCause() instanceof JacksonException json) {
            return json(json);
        }
        return malformed("the request has no JSON body");
    }

    static ApiProblem json(JacksonException e) {
        var path = path(e);
        return switch (e) {
            case UnrecognizedPropertyException _ ->
                    new ApiProblem(
                            HttpStatus.BAD_REQUEST,
                            ProblemCode.UNKNOWN_PROPERTY,
                            "unknown property '" + path + "'",
                            path,
                            null);
            case ValueInstantiationException value -> instantiation(value, path);
            case InvalidFormatException format when format.getTargetType().isEnum() ->
                    ApiProblem.invalid(
                            path, path + " is not one of " + names(format.getTargetType()));
            case InputCoercionException _ -> wrong(path);
            case DatabindException bind when bind.getCause() instanceof InputCoercionException ->
                    wrong(path);
            case DatabindException bind
                    when bind.getCause() instanceof StreamReadException stream ->
                    json(stream);
            case DatabindException _ -> wrong(path);
            default -> {
                var at = e.getLocation();
                yield malformed(
                        "the body is not JSON at line %d, column %d"
                                .formatted(at.getLineNr(), at.getColumnNr()));
            }
        };
    }

    private static ApiProblem wrong(String path) {
        return path.isEmpty()
                ? malformed("the body is not a JSON object of the documented shape")
                : ApiProblem.invalid(path, path + " has the wrong type or is beyond its range");
    }

    private static ApiProblem instantiation(ValueInstantiationException e, String path) {
        return switch (e.getCause()) {
            case InvalidProperty invalid ->
                    ApiProblem.invalid(invalid.property(), String.valueOf(invalid.getMessage()));
            case IllegalArgumentException invalid ->
                    ApiProblem.invalid(path, String.valueOf(invalid.getMessage()));
            case null, default -> ApiProblem.invalid(path, path + " is not acceptable");
        };
    }

    private static ApiProblem malformed(String detail) {
        return new ApiProblem(HttpStatus.BAD_REQUEST, ProblemCode.MALFORMED_JSON, detail);
    }

    private static String path(JacksonException e) {
        return e.getPath().stream()
                .map(reference ->
                        reference.getPropertyName() != null
                                ? cut(reference.getPropertyName())
                                : String.valueOf(reference.getIndex()))
                .collect(Collectors.joining("."));
    }

    private static String cut(String name) {
        return name.length() > 100 ? name.substring(0, 100) : name;
    }

    private static String described(Class<?> type) {
        if (type == Integer.class
                || type == int.class
                || type == Long.class
                || type == long.class) {
            return "a whole number";
        }
        return type == java.time.Instant.class ? "an RFC 3339 time" : "acceptable";
    }

    private static String names(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(java.lang.reflect.Field::isEnumConstant)
                .map(Refusals::name)
                .collect(Collectors.joining(", "));
    }

    private static String name(java.lang.reflect.Field constant) {
        var property = constant.getAnnotation(com.fasterxml.jackson.annotation.JsonProperty.class);
        return property == null ? constant.getName() : property.value();
    }
}
