/** Values as callers get them: what is shared must not be changed. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.value;

import org.jspecify.annotations.NullMarked;
