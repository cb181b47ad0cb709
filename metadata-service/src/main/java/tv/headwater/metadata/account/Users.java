package tv.headwater.metadata.account;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Users extends Repository<User, UUID> {

    User saveAndFlush(User user);

    Optional<User> findById(UUID id);

    long count();

    @Query("select u from User u where lower(u.username) = lower(:username)")
    Optional<User> named(String username);
}
