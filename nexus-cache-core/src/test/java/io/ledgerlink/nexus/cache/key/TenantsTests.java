package io.ledgerlink.nexus.cache.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantsTests {

    @Test
    void aTenantsTextIsItsPlainText() {
        assertThat(text("acme corp")).isEqualTo("acme corp");
        assertThat(text(Samples.ID)).isEqualTo("01930000-0000-7000-8000-00000000abcd");
        assertThat(text(7)).isEqualTo("7");
        assertThat(text(7L)).isEqualTo("7");
        assertThat(text((short) 7)).isEqualTo("7");
        assertThat(text((byte) 7)).isEqualTo("7");
        assertThat(text(BigInteger.TEN)).isEqualTo("10");
        assertThat(text(new BigDecimal("1.0"))).isEqualTo("1.0");
    }

    @Test
    void anEnumConstantIsItsNameWhateverItsTextSays() {
        assertThat(text(Samples.Status.CLOSED)).isEqualTo("CLOSED");
    }

    @Test
    void textThatChangesLaterChangesNoTenant() {
        StringBuilder tenant = new StringBuilder("a");
        Object fixed = Tenants.fix(tenant);

        tenant.append("b");

        assertThat(Tenants.text(fixed)).isEqualTo("a");
    }

    @Test
    void blankTextNamesNobody() {
        assertThat(Tenants.isBlank("")).isTrue();
        assertThat(Tenants.isBlank(new StringBuilder(" \t"))).isTrue();
        assertThat(Tenants.isBlank("a")).isFalse();
        assertThat(Tenants.isBlank(Samples.ID)).isFalse();
    }

    @Test
    void otherValuesNameNoTenant() {
        for (Object tenant : List.of(1.0, 1.0f, new Object(), List.of("a"), new Samples.Point(1, 2))) {
            assertThatExceptionOfType(UnfitValueException.class)
                    .isThrownBy(() -> Tenants.fix(tenant))
                    .withMessageContaining(tenant.getClass().getName() + " cannot name a tenant. Hand over its id");
        }
    }

    private static String text(Object tenant) {
        return Tenants.text(Tenants.fix(tenant));
    }
}
