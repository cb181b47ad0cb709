package tv.headwater.metadata.account;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Callers;
import tv.headwater.rest.Problems;

/** Bearer tokens alone: no cookie, no session, no form. Controllers say which role they need, by their {@code Caller}. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    Callers callers() {
        return _ -> {
            var authentication = SecurityContextHolder.getContext().getAuthentication();
            return authentication != null && authentication.getPrincipal() instanceof Caller caller
                    ? caller
                    : null;
        };
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, BearerTokens tokens, Problems problems) {
        var bearer = new BearerTokenAuthenticationFilter(tokens);
        bearer.setAuthenticationEntryPoint(
                (_, response, _) -> problems.write(ApiProblem.unauthenticated(), response));
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(
                        session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(bearer, AuthorizationFilter.class)
                .authorizeHttpRequests(requests ->
                        requests.requestMatchers(
                                        HttpMethod.GET,
                                        "/api/v1/live-streams",
                                        "/api/v1/live-streams/*")
                                .permitAll()
                                .requestMatchers(
                                        "/api/v1/live-streams/**",
                                        "/api/v1/users/**",
                                        "/api/v1/api-keys/**",
                                        "/api/v1/nodes/**",
                                        "/api/v1/webhooks/**",
                                        "/api/v1/signing-keys/**")
                                .authenticated()
                                // A playback token is all that it takes.
                                .requestMatchers("/api/v1/playback-session")
                                .permitAll()
                                // everything else is open or not there at all: 404
                                .anyRequest()
                                .permitAll())
                .exceptionHandling(problem ->
                        problem.authenticationEntryPoint((_, response, _) ->
                                        problems.write(ApiProblem.unauthenticated(), response))
                                .accessDeniedHandler((_, response, _) ->
                                        problems.write(
                                                ApiProblem.forbidden("this is not for your role"),
                                                response)))
                .build();
    }
}
