package io.ledgerlink.nexus.cache.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.Serializers;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.type.ReferenceType;

/** Registers what Jackson needs to give back the types that it changes or cannot read. */
final class ExactModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    ExactModule() {
        super("nexus-cache-exact");
        TextForms.addTo(this);
        addAbstractTypeMapping(Set.class, LinkedHashSet.class);
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addSerializers(new Writers());
        context.addDeserializers(new Readers());
    }

    private static final class Writers implements Serializers {

        @Override
        public @Nullable ValueSerializer<?> findSerializer(
                SerializationConfig config,
                JavaType type,
                BeanDescription.Supplier description,
                JsonFormat.@Nullable Value format) {
            StandIn<?, ?> standIn = StandIn.find(type);
            return standIn == null ? null : standIn.serializer(config.getTypeFactory(), type);
        }

        @Override
        public @Nullable ValueSerializer<?> findReferenceSerializer(
                SerializationConfig config,
                ReferenceType type,
                BeanDescription.Supplier description,
                JsonFormat.@Nullable Value format,
                @Nullable TypeSerializer contentTypeSerializer,
                @Nullable ValueSerializer<Object> contentSerializer) {
            return findSerializer(config, type, description, format);
        }

        @Override
        public @Nullable ValueSerializer<?> findCollectionSerializer(
                SerializationConfig config,
                CollectionType type,
                BeanDescription.Supplier description,
                JsonFormat.@Nullable Value format,
                @Nullable TypeSerializer elementTypeSerializer,
                @Nullable ValueSerializer<Object> elementSerializer) {
            return type.isTypeOrSubTypeOf(SortedSet.class)
                    ? StandIn.SORTED_SET.serializer(config.getTypeFactory(), type)
                    : null;
        }

        @Override
        public @Nullable ValueSerializer<?> findMapSerializer(
                SerializationConfig config,
                MapType type,
                BeanDescription.Supplier description,
                JsonFormat.@Nullable Value format,
                @Nullable ValueSerializer<Object> keySerializer,
                @Nullable TypeSerializer elementTypeSerializer,
                @Nullable ValueSerializer<Object> elementSerializer) {
            return type.isTypeOrSubTypeOf(SortedMap.class)
                    ? StandIn.SORTED_MAP.serializer(config.getTypeFactory(), type)
                    : null;
        }
    }

    private static final class Readers extends Deserializers.Base {

        @Override
        public @Nullable ValueDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
            StandIn<?, ?> standIn = StandIn.find(type);
            return standIn == null || !standIn.gives(type) ? null : standIn.deserializer(config.getTypeFactory(), type);
        }

        @Override
        public @Nullable ValueDeserializer<?> findReferenceDeserializer(
                ReferenceType type,
                DeserializationConfig config,
                BeanDescription.Supplier description,
                @Nullable TypeDeserializer contentTypeDeserializer,
                @Nullable ValueDeserializer<?> contentDeserializer) {
            return findBeanDeserializer(type, config, description);
        }

        @Override
        public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
            return false;
        }
    }
}
