package io.ledgerlink.nexus.cache.codec;

import java.lang.reflect.Type;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/** What {@link JsonCodec} and {@link CborCodec} have in common: values through a Jackson mapper, by declared type. */
abstract class JacksonCodec implements CacheCodec {

    private final ObjectMapper mapper;

    private final ConcurrentMap<Type, Plan> plans = new ConcurrentHashMap<>();

    JacksonCodec(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    ObjectMapper mapper() {
        return mapper;
    }

    Plan plan(Type type) {
        Plan known = plans.get(type);
        return known != null ? known : plans.computeIfAbsent(type, this::newPlan);
    }

    private Plan newPlan(Type type) {
        JavaType resolved = mapper.constructType(type);
        return new Plan(mapper.writerFor(resolved), mapper.readerFor(resolved));
    }

    @Override
    public void check(Type type) {
        Structure.checked(type, mapper);
    }

    /** How values of one type are written and read. */
    record Plan(ObjectWriter writer, ObjectReader reader) {}

    @Override
    public final String structure(Type type) {
        return Structure.checked(type, mapper());
    }
}
