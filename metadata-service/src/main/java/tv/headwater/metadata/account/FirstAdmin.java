package tv.headwater.metadata.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.rest.Role;

/** Creates the user {@code admin} in an empty database, before the first request is taken. */
@Component
class FirstAdmin implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);

    /** Held while it is looked whether there are users, so that two instances starting at once agree. */
    private static final long LOCK = 0x68770003L;

    private final MetadataProperties.Admin properties;
    private final Users users;
    private final Passwords passwords;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate transaction;

    FirstAdmin(
            MetadataProperties properties,
            Users users,
            Passwords passwords,
            JdbcClient jdbc,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.properties = properties.admin();
        this.users = users;
        this.passwords = passwords;
        this.jdbc = jdbc;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void afterSingletonsInstantiated() {
        transaction.executeWithoutResult(_ -> createWhereThereIsNobody());
    }

    private void createWhereThereIsNobody() {
        jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query((_, _) -> 0).list();
        if (users.count() > 0) {
            return;
        }
        var password = properties.password();
        if (password == null) {
            password = new RandomSecret().next("").substring(0, 24);
            var file = Path.of(properties.passwordFile()).toAbsolutePath();
            write(file, password);
            log.info("user admin created; the generated password is in {}", file);
        } else {
            log.info("user admin created with the configured password");
        }
        users.saveAndFlush(
                new User(
                        UUID.randomUUID(),
                        "admin",
                        passwords.hash(password),
                        Set.of(Role.ADMIN, Role.BROADCASTER),
                        clock.instant()));
    }

    private static void write(Path file, String password) {
        var owners = PosixFilePermissions.fromString("rw-------");
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(owners));
            Files.writeString(file, password + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the admin password to " + file, e);
        }
    }
}
