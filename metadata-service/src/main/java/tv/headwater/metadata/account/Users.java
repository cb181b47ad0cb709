package tv.headwater.metadata.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Users extends Repository<User, UUID> {

    User saveAndFlush(User user);

    Optional<User> findById(UUID id);

    long count();

    @Query(
            """
            select u from User u
            where u.createdAt < :at or (u.createdAt = :at and cast(u.id as string) < :id)
            order by u.createdAt desc, cast(u.id as string) desc
            """)
    List<User> page(Instant at, String id, Limit limit);

    @Query("select u from User u where lower(u.username) = lower(:username)")
    Optional<User> named(String username);
}
