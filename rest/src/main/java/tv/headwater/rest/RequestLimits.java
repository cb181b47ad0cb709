package tv.headwater.rest;

import org.springframework.util.unit.DataSize;

/**
 * Limits of every request.
 *
 * @param maxBody of the request, declared or not
 */
public record RequestLimits(DataSize maxBody) {}
