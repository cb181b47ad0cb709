package tv.headwater.rest;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.ProblemCode;

/** What the servlet container refuses by itself. */
@Hidden
@RestController
class ErrorsController implements ErrorController {

    @RequestMapping("/error")
    void error(HttpServletRequest request) {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        throw switch (status) {
            case Integer code when code == 401 || code == 403 -> ApiProblem.unauthenticated();
            case Integer code when code >= 400 && code < 500 && code != 404 ->
                    new ApiProblem(
                            HttpStatus.valueOf(code),
                            ProblemCode.INVALID_REQUEST,
                            "the request cannot be understood");
            case Integer code when code >= 500 ->
                    new ApiProblem(
                            HttpStatus.INTERNAL_SERVER_ERROR,
                            ProblemCode.INTERNAL,
                            "something went wrong on our side");
            case null, default -> ApiProblem.notFound("path");
        };
    }
}
