package tv.headwater.metadata.account;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Role;

/** Someone with a password. */
@Entity
@Table(name = "users")
public class User {

    @Id private UUID id;
    private String username;
    private String passwordHash;

    @Convert(converter = RolesColumn.class)
    private Set<Role> roles;

    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected User() {}

    User(UUID id, String username, String passwordHash, Set<Role> roles, Instant createdAt) {
        this.id = id;
        this.username = username;
        this.passwordHash = passwordHash;
        this.roles = Set.copyOf(roles);
        this.createdAt = createdAt;
    }

    public UUID id() {
        return id;
    }

    public String username() {
        return username;
    }

    String passwordHash() {
        return passwordHash;
    }

    Set<Role> roles() {
        return roles;
    }

    Instant createdAt() {
        return createdAt;
    }

    Caller caller() {
        return new Caller(id, username, roles);
    }
}
