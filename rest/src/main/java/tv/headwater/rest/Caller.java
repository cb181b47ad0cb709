package tv.headwater.rest;

import java.util.Set;
import java.util.UUID;

/** Who made the request, as a controller's parameter: 401 where nobody did, unless it is {@code @Nullable}. */
public record Caller(UUID userId, String username, Set<Role> roles) {

    public Caller {
        roles = Set.copyOf(roles);
    }

    public boolean isAdmin() {
        return roles.contains(Role.ADMIN);
    }

    /** Whether the caller may have live streams of its own. */
    public boolean broadcasts() {
        return isAdmin() || roles.contains(Role.BROADCASTER);
    }

    /**
     * @throws ApiProblem 403 if it is not an admin
     */
    public void mustBeAdmin() {
        if (!isAdmin()) {
            throw ApiProblem.forbidden("this needs the role admin");
        }
    }

    /**
     * @throws ApiProblem 403 if it may not have live streams
     */
    public void mustBroadcast() {
        if (!broadcasts()) {
            throw ApiProblem.forbidden("this needs the role broadcaster or admin");
        }
    }
}
